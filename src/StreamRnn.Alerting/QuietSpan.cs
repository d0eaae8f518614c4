using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace StreamRnn.Alerting;

/// <summary>Tells when a stream has been quiet for a span.</summary>
internal static class QuietSpan
{
    /// <summary>
    /// Speaks when <paramref name="due"/> has come. As Throttle does, but with one timer in the clock's queue, which is
    /// set again when it finds that the stream was not quiet: Throttle schedules one per element and a virtual clock keeps the cancelled ones until they
    /// fall due, so its memory would grow with the exceedances of an incident.
    /// </summary>
    /// <param name="due">The moment at which the quiet span is over as it stands, never falling.</param>
    /// <param name="firstLook">A moment before which it can't be over.</param>
    /// <param name="clock">The lane's clock.</param>
    public static IObservable<DateTimeOffset> WhenOver(Func<DateTimeOffset> due, DateTimeOffset firstLook, LaneClock clock) =>
        Observable.Create<DateTimeOffset>(observer => clock.Schedule(firstLook, again =>
        {
            DateTimeOffset over = due();
            if (clock.Clock < over)
            {
                again(over);
            }
            else
            {
                observer.OnNext(over);
            }
        }));
}
