using System.Diagnostics;
using System.Globalization;
using StreamRnn.Benchmarks.Brokers;

namespace StreamRnn.Benchmarks.Latency;

/// <summary>The writing side, a process of its own: <c>produce fill</c> gives the jumping streams their past, <c>produce load</c> writes at a steady pace.</summary>
internal static class PacedProducer
{
    /// <summary>A producer near its events gathers little: batches go out after this at the latest.</summary>
    private const double LingerMilliseconds = 2;

    /// <summary>A new process compiles its code first, and would be late.</summary>
    public const int SettlingSeconds = 2;

    /// <summary>How far into its share of the load a jump comes: anywhere but at the very beginning.</summary>
    private const int JumpOffset = 17;

    /// <summary><c>fill BOOTSTRAP TOPIC LOADS JUMPS</c>, or <c>load BOOTSTRAP TOPIC LOAD RATE SECONDS JUMPS</c>.</summary>
    public static void Run(string[] words)
    {
        switch (words)
        {
            case ["fill", var bootstrapServers, var topic, var loads, var jumps]:
                Fill(bootstrapServers, topic, Number(loads), Number(jumps));
                break;
            case ["load", var bootstrapServers, var topic, var load, var rate, var seconds, var jumps]:
                Load(bootstrapServers, topic, Number(load), double.Parse(rate, CultureInfo.InvariantCulture), Number(seconds), Number(jumps));
                break;
            default:
                throw new ArgumentException($"'{string.Join(' ', words)}' is neither 'fill' nor 'load' with what belongs to it.", nameof(words));
        }

        static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }

    /// <summary>Gives all jumping streams of the first loads with jumps their past, in turn.</summary>
    private static void Fill(string bootstrapServers, string topic, int loads, int jumps)
    {
        using var writer = new ReadingWriter(bootstrapServers, topic);
        byte[][] keys = [.. Enumerable.Range(LatencyLoad.FirstWithJumps, loads).SelectMany(load => LatencyLoad.Jumping(load, jumps))];
        for (int minute = 0; minute < LatencyLoad.PastEvents; minute++)
        {
            foreach (byte[] key in keys)
            {
                writer.Write(key, LatencyLoad.JumpingTime(minute), LatencyLoad.JumpingValue(minute));
            }
        }

        writer.Finish();
    }

    /// <summary>
    /// Writes events at a pace for some seconds, after <see cref="SettlingSeconds"/> with jumps spread evenly among them, and prints for each jump when the broker
    /// appended it, <c>JUMP MILLISECONDS</c>, and at the end <c>wrote EVENTS SECONDS</c>.
    /// </summary>
    private static void Load(string bootstrapServers, string topic, int load, double eventsPerSecond, int seconds, int jumps)
    {
        using var writer = new ReadingWriter(bootstrapServers, topic, lingerMilliseconds: LingerMilliseconds);
        byte[][] fleet = ReadingWriter.Keys("sensor", LatencyLoad.Streams);
        byte[][] jumping = LatencyLoad.Jumping(load, jumps);
        var appended = new long[jumps];
        long settling = (long)(eventsPerSecond * SettlingSeconds);
        long total = settling + (long)(eventsPerSecond * seconds);
        long every = Math.Max(1, (total - settling) / Math.Max(1, jumps));
        long start = Stopwatch.GetTimestamp();
        for (long written = 0; written < total;)
        {
            long due = Math.Min(total, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * eventsPerSecond));
            if (written >= due)
            {
                Thread.Sleep(1);
                continue;
            }

            for (; written < due; written++)
            {
                int jump = (int)((written - settling) / every);
                if (written >= settling && (written - settling) % every == JumpOffset % every && jump < jumps)
                {
                    writer.WriteReported(jumping[jump], LatencyLoad.JumpingTime(LatencyLoad.PastEvents), LatencyLoad.JumpingValue(LatencyLoad.PastEvents), milliseconds => appended[jump] = milliseconds);
                }
                else
                {
                    writer.Write(fleet[written % LatencyLoad.Streams], LatencyLoad.FleetTime(load, written), 20 + Math.Sin(written * 0.001));
                }
            }

            writer.Send();
        }

        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        writer.Finish();
        for (int jump = 0; jump < jumps; jump++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{jump} {appended[jump]}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {total} {took}"));
    }
}
