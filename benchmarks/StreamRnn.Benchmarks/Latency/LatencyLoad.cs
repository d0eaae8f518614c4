using System.Text;
using StreamRnn.Benchmarks.Brokers;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>
/// The load behind the latency's figures: a fleet in the background, and streams that each jump once, in the load that is theirs. Those
/// are long known by then, so that every jump opens one incident and nothing else does.
/// </summary>
internal static class LatencyLoad
{
    /// <summary>The first load in which streams jump; those before it warm all sides and find out how much the machine bears. Loads follow one another in event time as they do on the clock.</summary>
    public const int FirstWithJumps = 10;

    /// <summary>Streams of the fleet.</summary>
    public const int Streams = 70_000;

    /// <summary>Events of a jumping stream before its jump: beyond the worker's warm-up of 300.</summary>
    public const int PastEvents = 310;

    /// <summary>Event time from a load's beginning to the next one's: more than the fleet takes turns in any of them.</summary>
    private const int SecondsPerLoad = 1000;

    private const int SwingMinutes = 48;

    /// <summary>The streams that jump in one load.</summary>
    public static byte[][] Jumping(int load, int jumps) => ReadingWriter.Keys($"jumping-{load}", jumps);

    /// <summary>Which jump a stream's name stands for; null for a stream of the fleet.</summary>
    public static (int Load, int Jump)? Parse(ReadOnlySpan<byte> key) =>
        Encoding.UTF8.GetString(key).Split('-') is ["jumping", var load, var jump] ? (int.Parse(load, null), int.Parse(jump, null)) : null;

    /// <summary>A jumping stream's reading at its minute: a quiet swing about 20, then once 60.</summary>
    public static double JumpingValue(int minute) =>
        minute < PastEvents ? 20 + Math.Sin(2 * Math.PI * minute / SwingMinutes) + (minute * 7 % 11 * 0.01) : 60;

    /// <summary>The time of that reading.</summary>
    public static long JumpingTime(int minute) => Reading.Start + (minute * 60_000L);

    /// <summary>The time of the fleet's reading of this number in a load: a turn of the fleet is a second, and all lie before the jumps, so that no incident falls quiet.</summary>
    public static long FleetTime(int load, long number) => Reading.Start + ((((long)load * SecondsPerLoad) + (number / Streams)) * 1000);
}
