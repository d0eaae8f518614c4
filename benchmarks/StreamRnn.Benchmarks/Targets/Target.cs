using System.Globalization;

namespace StreamRnn.Benchmarks.Targets;

/// <summary>What a figure is to reach.</summary>
/// <param name="Part">The benchmark that measures it, as the command line names it.</param>
/// <param name="Name">What is measured; unique.</param>
/// <param name="Bound">The side of the limit.</param>
/// <param name="Limit">The limit, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Behind the figure, for example <c>%</c>; empty for a ratio.</param>
internal sealed record Target(string Part, string Name, Bound Bound, double Limit, string Unit = "")
{
    /// <summary>The name and what is asked for: <c>one stream, H = 32 vs oneDNN ≥ 15</c>.</summary>
    public string Title => $"{Name} {(Bound == Bound.AtLeast ? '≥' : '≤')} {WithUnit(Limit.ToString(CultureInfo.InvariantCulture))}";

    /// <summary>Whether a figure reaches it. One that is not a number never does.</summary>
    public bool IsMetBy(double measured) => Bound == Bound.AtLeast ? measured >= Limit : measured <= Limit;

    /// <summary><c>met</c>, or <c>short by</c> how much.</summary>
    public string Verdict(double measured) => IsMetBy(measured) ? "met" : $"short by {Number(Math.Abs(Limit - measured))}{Distance}";

    /// <summary>A figure with its unit.</summary>
    public string Format(double measured) => WithUnit(Number(measured));

    /// <summary>Two shares are so many points apart.</summary>
    private string Distance => Unit switch { "" => "", "%" => " points", _ => $" {Unit}" };

    private string WithUnit(string number) => Unit.Length == 0 ? number : $"{number} {Unit}";

    private string Number(double value) => value.ToString(value >= 1000 ? "N0" : Limit == 0 ? "0" : Unit.Length > 0 || Limit >= 10 ? "0.0" : Limit < 1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);
}

/// <summary>On which side of its limit a figure is to lie.</summary>
internal enum Bound
{
    /// <summary>At the limit or above it.</summary>
    AtLeast,

    /// <summary>At the limit or below it.</summary>
    AtMost,
}
