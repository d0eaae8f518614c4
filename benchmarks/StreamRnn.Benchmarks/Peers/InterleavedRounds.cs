using System.Globalization;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>
/// Times ours and a rival in turn, A B A B …, in many short rounds, and compares neighbours: what else the machine does meets
/// both sides of a pair alike, or spoils a pair that the median then ignores.
/// </summary>
internal static class InterleavedRounds
{
    /// <summary>Odd, so that a round is the median.</summary>
    public const int Count = 101;

    private const int WarmUps = 6;
    private const double WarmUpSeconds = 0.03;
    private const int PauseMilliseconds = 150;

    /// <summary>Runs a native side until its memory is touched and the processor awake.</summary>
    public static void WarmUp(Func<double> side)
    {
        for (double spent = 0; spent < WarmUpSeconds;)
        {
            spent += side();
        }
    }

    /// <summary>The same for ours, with pauses: the runtime compiles its best code in the background, after 100 ms without new methods.</summary>
    public static void WarmUpManaged(Func<double> side)
    {
        for (int turn = 0; turn < WarmUps; turn++)
        {
            WarmUp(side);
            Thread.Sleep(PauseMilliseconds);
        }
    }

    /// <summary>Ours once before each rival, round by round.</summary>
    /// <param name="own">Runs ours and returns seconds.</param>
    /// <param name="rivals">Each runs a rival and returns what it is compared by.</param>
    /// <param name="compare">From ours and the rival's to the figure wanted, for each rival.</param>
    /// <returns>Ours in seconds, then the figure of each rival.</returns>
    public static (Distribution Own, Distribution[] Figures) Measure(
        Func<double> own, IReadOnlyList<Func<double>> rivals, IReadOnlyList<Func<double, double, double>> compare)
    {
        var ownSeconds = new double[Count * rivals.Count];
        var figures = new double[rivals.Count][];
        for (int rival = 0; rival < rivals.Count; rival++)
        {
            figures[rival] = new double[Count];
        }

        for (int round = 0; round < Count; round++)
        {
            for (int rival = 0; rival < rivals.Count; rival++)
            {
                double seconds = own();
                ownSeconds[(round * rivals.Count) + rival] = seconds;
                figures[rival][round] = compare[rival](seconds, rivals[rival]());
            }
        }

        return (Distribution.Of(ownSeconds), Array.ConvertAll(figures, Distribution.Of));
    }
}

/// <summary>What many rounds gave: their median, and where nine tenths lie below and above.</summary>
internal readonly record struct Distribution(double Low, double Median, double High)
{
    /// <summary>The 10th, 50th and 90th percentile; sorts <paramref name="values"/>.</summary>
    public static Distribution Of(double[] values)
    {
        Array.Sort(values);
        return new Distribution(values[values.Length / 10], values[values.Length / 2], values[^(1 + (values.Length / 10))]);
    }

    /// <summary>As a ratio, with its spread: <c>63.1 (60.2–65.8)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Significant(Median)} ({Significant(Low)}–{Significant(High)})");

    private static string Significant(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
