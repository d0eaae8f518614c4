using System.Globalization;
using StreamRnn.Core.Scoring;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Live;

/// <summary>Says in words why an incident was opened.</summary>
internal static class IncidentWording
{
    /// <summary>The reason of an exceedance, without its stream, time and numbers.</summary>
    public static string Reason(Exceedance exceedance)
    {
        string subject = exceedance.LeadingEvidence switch
        {
            Evidence.FastAverage => "the average of the last readings",
            Evidence.SlowAverage => "the average of the last dozens of readings",
            Evidence.DailyResidual => "the difference to the usual course of the day",
            _ => "the reading",
        };
        string share = exceedance.Overshoot.ToString("0 %", CultureInfo.InvariantCulture);
        return exceedance.Direction switch
        {
            > 0 => $"{subject} is above all that was seen before, by {share} of its range",
            < 0 => $"{subject} is below all that was seen before, by {share} of its range",
            _ => $"{subject} is improbable under the forecast",
        };
    }
}
