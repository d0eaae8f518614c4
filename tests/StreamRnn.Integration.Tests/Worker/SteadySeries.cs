using System.Globalization;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>Minutes of a sensor that swings quietly about 20, and then stands at 60.</summary>
internal static class SteadySeries
{
    public const string Stream = "boiler-1";

    /// <summary>Long enough that the stream is known; a multiple of the swing's 48 minutes, so that nothing but the jump is new.</summary>
    public const int SteadyCount = 960;

    public const int JumpCount = 5;

    public const int Count = SteadyCount + JumpCount;

    /// <summary>2026-01-31T00:00:00Z.</summary>
    private const long Start = 1_769_817_600;

    public static IEnumerable<(string Key, string Value)> Records() => Records(Stream);

    /// <summary>The same of several streams, minute by minute.</summary>
    public static IEnumerable<(string Key, string Value)> Records(params string[] streams) =>
        Enumerable.Range(0, Count).SelectMany(minute => streams.Select(stream => (stream, Value(minute))));

    private static string Value(int minute)
    {
        // Seven is no divisor of 48: the small ripple keeps values from repeating bit by bit.
        double reading = minute < SteadyCount
            ? 20 + Math.Sin(2 * Math.PI * minute / 48) + minute * 7 % 11 * 0.01
            : 60 + minute * 0.01;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"time": {{Start + 60 * minute}}, "value": {{reading:0.###}}}""");
    }
}
