using System.Collections.Immutable;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Alerting;

/// <summary>Parts that the state of windows is made of, as a walk goes over them.</summary>
internal static class WalkParts
{
    /// <summary>A moment of the virtual clock, Unix milliseconds.</summary>
    /// <exception cref="InvalidSnapshotException">A saved one lies outside the clock's years.</exception>
    public static long Moment(this StateWalk walk, long time)
    {
        long next = walk.Next(time);
        return next == LaneClock.Clamp(next) ? next : throw new InvalidSnapshotException("a moment lies outside the years 1 to 9999");
    }

    /// <summary>A span from 0 to <paramref name="max"/>.</summary>
    /// <exception cref="InvalidSnapshotException">A saved one lies outside.</exception>
    public static TimeSpan Span(this StateWalk walk, TimeSpan span, TimeSpan max)
    {
        var next = TimeSpan.FromTicks(walk.Next(span.Ticks));
        return next >= TimeSpan.Zero && next <= max ? next : throw new InvalidSnapshotException($"a span is {next}; its range is 0 to {max}");
    }

    /// <summary>One of an enum's values, which are numbered from 0 on.</summary>
    /// <exception cref="InvalidSnapshotException">A saved one is none of them.</exception>
    public static T Choice<T>(this StateWalk walk, T value)
        where T : struct, Enum
        => Choices<T>.All[walk.Next(Choices<T>.All.IndexOf(value), 0, Choices<T>.All.Length - 1)];

    /// <summary>What may be there or not.</summary>
    public static T? Optional<T>(this StateWalk walk, T? value, Func<StateWalk, T?, T> over)
        where T : class
        => walk.Next(value is not null) ? over(walk, value) : null;

    /// <summary>Any number of things; a forged number ends with the bytes.</summary>
    public static ImmutableArray<T> Each<T>(this StateWalk walk, ImmutableArray<T> values, Func<StateWalk, T?, T> over)
    {
        int count = walk.Next(values.Length, 0, int.MaxValue);
        var next = ImmutableArray.CreateBuilder<T>();
        for (int i = 0; i < count; i++)
        {
            next.Add(over(walk, i < values.Length ? values[i] : default));
        }

        return next.ToImmutable();
    }

    private static class Choices<T>
        where T : struct, Enum
    {
        public static ImmutableArray<T> All { get; } = ImmutableArray.Create(Enum.GetValues<T>());
    }
}
