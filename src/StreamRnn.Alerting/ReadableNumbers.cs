using System.Globalization;

namespace StreamRnn.Alerting;

/// <summary>A reading beside its forecast, with as many digits as it takes to tell them apart and no more. Null where there is no number.</summary>
internal readonly struct ReadableNumbers
{
    private const int SignificantDigits = 3;
    private const int MaxDecimals = 12;

    /// <summary>From here on digits are no help.</summary>
    private const double Huge = 1e9;

    public ReadableNumbers(double actual, double expected, double lower, double upper)
    {
        // Two digits of the interval's width: 100.02 must not read as 100 where the interval is 100.00 to 100.01.
        int decimalsOfWidth = upper > lower ? Decimals(upper - lower, 2) : 0;
        int decimals = Math.Max(Decimals(expected, SignificantDigits), decimalsOfWidth);
        Actual = Finite(actual, Math.Max(Decimals(actual, SignificantDigits), decimalsOfWidth));
        Expected = Finite(expected, decimals);
        Lower = Finite(lower, decimals);
        Upper = Finite(upper, decimals);
    }

    public string? Actual { get; }

    public string? Expected { get; }

    public string? Lower { get; }

    public string? Upper { get; }

    /// <summary>A single number at three significant digits, whole digits never rounded away.</summary>
    public static string Round(double value) => Format(value, Decimals(value, SignificantDigits));

    private static string? Finite(double value, int decimals) => double.IsFinite(value) ? Format(value, decimals) : null;

    private static string Format(double value, int decimals) => Math.Abs(value) >= Huge || decimals > MaxDecimals
        ? value.ToString("0.###e+0", CultureInfo.InvariantCulture)
        : value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static int Decimals(double value, int significantDigits) =>
        value == 0 || !double.IsFinite(value) ? 0 : Math.Max(0, significantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))));
}
