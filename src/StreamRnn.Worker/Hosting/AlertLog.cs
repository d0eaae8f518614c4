using StreamRnn.Alerting;
using StreamRnn.Alerting.Summaries;
using StreamRnn.Worker.Alerts;

namespace StreamRnn.Worker.Hosting;

/// <summary>
/// Says in the log which incidents open and which are over, as long as people can read along; of what is more it says how many.
/// Shared by all lanes; a lane takes its short lock once an alert.
/// </summary>
internal sealed class AlertLog(ILogger logger, TimeProvider timeProvider) : IDisposable
{
    /// <summary>Lines in an interval, at most: a small fleet sees every incident, and a burst of thousands is no megabytes.</summary>
    public const int MaximumLines = 20;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private ITimer? end;
    private int lines;
    private int openings;
    private int resolutions;

    /// <summary>Notes an alert that was emitted. An update is only of interest to who looks for it: it is a line at the debug level.</summary>
    public void Emitted(IncidentChange change)
    {
        if (change.State == IncidentState.Update)
        {
            logger.IncidentUpdated(Quotation.Harmless(change.Trigger.Stream), change.Trigger.Score, change.IncidentId);
        }
        else if (IsWithinBound(change.State))
        {
            if (change.State == IncidentState.Open)
            {
                logger.IncidentOpened(Quotation.Harmless(change.Trigger.Stream), change.Trigger.Score, change.IncidentId);
            }
            else
            {
                logger.IncidentResolved(Quotation.Harmless(change.Trigger.Stream), change.PeakScore, change.IncidentId);
            }
        }
    }

    /// <summary>Notes a summary that was emitted, within the same bound.</summary>
    public void Emitted(SummaryChange change)
    {
        if (change.State == IncidentState.Update)
        {
            logger.SummaryUpdated(Quotation.Harmless(SummaryReason.Describe(change)), change.Id);
        }
        else if (IsWithinBound(change.State))
        {
            logger.Summarised(change.State.Name(), Quotation.Harmless(SummaryReason.Describe(change)), change.Id);
        }
    }

    /// <summary>Says what was left out until now.</summary>
    public void Dispose() => EndInterval();

    private bool IsWithinBound(IncidentState state)
    {
        lock (gate)
        {
            end ??= timeProvider.CreateTimer(static log => ((AlertLog)log!).EndInterval(), this, Interval, Timeout.InfiniteTimeSpan);
            if (lines < MaximumLines)
            {
                lines++;
                return true;
            }

            openings += state == IncidentState.Open ? 1 : 0;
            resolutions += state == IncidentState.Resolve ? 1 : 0;
            return false;
        }
    }

    private void EndInterval()
    {
        (int Openings, int Resolutions) leftOut;
        lock (gate)
        {
            leftOut = (openings, resolutions);
            (lines, openings, resolutions) = (0, 0, 0);
            end?.Dispose();
            end = null;
        }

        switch (leftOut)
        {
            case (0, 0):
                break;
            case (_, 0):
                logger.OpeningsLeftOut(leftOut.Openings, Interval.TotalSeconds);
                break;
            case (0, _):
                logger.ResolutionsLeftOut(leftOut.Resolutions, Interval.TotalSeconds);
                break;
            default:
                logger.IncidentsLeftOut(leftOut.Openings, leftOut.Resolutions, Interval.TotalSeconds);
                break;
        }
    }
}
