namespace StreamRnn.Worker.Fleet;

/// <summary>How files and tables write the kinds.</summary>
internal static class KindNames
{
    public static string Text(this StreamKind kind) => kind switch
    {
        StreamKind.DutyCycle => "duty-cycle",
        StreamKind.ShortPeriod => "short-period",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public static string Text(this AnomalyKind kind) => kind.ToString().ToLowerInvariant();

    public static string Text(this DisturbanceKind kind) => kind == DisturbanceKind.WildReading ? "wild-reading" : "clock-glitch";
}
