using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace StreamRnn.Alerting;

/// <summary>Tells when a stream has been quiet for a span.</summary>
internal static class QuietSpan
{
    /// <summary>
    /// Speaks when <paramref name="quietSince"/> lies <paramref name="span"/> back. As Throttle does, but with one timer in the clock's queue, which is
    /// set again when it finds that the stream was not quiet: Throttle schedules one per element and a virtual clock keeps the cancelled ones until they
    /// fall due, so its memory would grow with the exceedances of an incident.
    /// </summary>
    /// <param name="quietSince">The moment since when it is quiet, never falling.</param>
    /// <param name="span">How long it must be quiet.</param>
    /// <param name="clock">The lane's clock.</param>
    public static IObservable<DateTimeOffset> WhenOver(Func<DateTimeOffset> quietSince, TimeSpan span, LaneClock clock) =>
        Observable.Create<DateTimeOffset>(observer => clock.Schedule(clock.Clock + span, again =>
        {
            DateTimeOffset due = quietSince() + span;
            if (clock.Clock < due)
            {
                again(due);
            }
            else
            {
                observer.OnNext(due);
            }
        }));
}
