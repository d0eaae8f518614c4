using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace StreamRnn.Alerting;

/// <summary>Tells when a sequence has fallen silent.</summary>
internal static class QuietSpan
{
    /// <summary>
    /// Speaks when nothing came from <paramref name="source"/> for <paramref name="span"/>. As Throttle does, but with one
    /// timer in the clock's queue, which is set again when it finds that something came: Throttle schedules one per element
    /// and a virtual clock keeps the cancelled ones until they fall due, so its memory would grow with the exceedances
    /// of an incident.
    /// </summary>
    public static IObservable<DateTimeOffset> WhenQuietFor<T>(this IObservable<T> source, TimeSpan span, LaneClock clock) =>
        Observable.Create<DateTimeOffset>(observer =>
        {
            DateTimeOffset due = clock.Clock + span;
            IDisposable elements = source.Subscribe(_ => due = clock.Clock + span);
            IDisposable timer = clock.Schedule(due, again =>
            {
                if (clock.Clock < due)
                {
                    again(due);
                }
                else
                {
                    observer.OnNext(due);
                }
            });
            return StableCompositeDisposable.Create(elements, timer);
        });
}
