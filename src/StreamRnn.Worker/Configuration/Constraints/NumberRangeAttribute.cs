using System.Globalization;

namespace StreamRnn.Worker.Configuration.Constraints;

/// <summary>The minimum and the maximum allowed. <see cref="OpenEnds"/> leaves both of them out.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberRangeAttribute(double minimum, double maximum) : ConstraintAttribute
{
    /// <summary>The limits themselves are not allowed.</summary>
    public bool OpenEnds { get; init; }

    /// <summary>Only multiples of this; 0 for any.</summary>
    public int Step { get; init; }

    public override string Allowed => (OpenEnds, Step) switch
    {
        (true, _) => string.Create(CultureInfo.InvariantCulture, $"above {minimum} and below {maximum}"),
        (_, > 0) => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum} in steps of {Step}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}"),
    };

    public override bool IsValid(object? value)
    {
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        bool inside = OpenEnds ? number > minimum && number < maximum : number >= minimum && number <= maximum;
        return inside && (Step == 0 || number % Step == 0);
    }
}
