using System.Globalization;

namespace StreamRnn.Worker.Evaluation;

/// <summary>One number of an evaluation.</summary>
/// <param name="Name">One of <see cref="FigureName"/>.</param>
/// <param name="Value">Not a number where there is none: nothing is labelled, or nothing was forecast.</param>
/// <param name="Decimals">Digits behind the point that mean something.</param>
internal readonly record struct Figure(string Name, double Value, int Decimals)
{
    /// <summary>For a table; empty where there is no number.</summary>
    public string Text => Write(Value, Decimals);

    /// <summary>A score of 0 to 100.</summary>
    public static Figure Score(string name, double value) => new(name, value, 2);

    /// <summary>A share, a ratio or an F1.</summary>
    public static Figure Ratio(string name, double value) => new(name, value, 3);

    /// <summary>A number of things.</summary>
    public static Figure Count(string name, double value) => new(name, value, 0);

    /// <summary>A number for a table; empty where there is none.</summary>
    public static string Write(double value, int decimals) => double.IsNaN(value) ? "" : value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
}

/// <summary>The names of all figures: what tables and evaluation.json call them.</summary>
internal static class FigureName
{
    public const string Series = "series";
    public const string Rows = "rows";
    public const string Anomalies = "anomalies";
    public const string LabelledRows = "labelled rows";
    public const string Incidents = "incidents";
    public const string NabFound = "windows found";
    public const string NabFalse = "false alarms";
    public const string NabStandard = "NAB standard";
    public const string NabLowFalsePositives = "NAB low FP";
    public const string NabLowFalseNegatives = "NAB low FN";
    public const string NabFrozen = "NAB standard, frozen";
    public const string NabLowFalsePositivesFrozen = "NAB low FP, frozen";
    public const string NabLowFalseNegativesFrozen = "NAB low FN, frozen";
    public const string NabCommon = "NAB standard at windows.open";
    public const string DelayEvent = "delay-7 F1, event";
    public const string DelayEventFrozen = "delay-7 F1, event, frozen";
    public const string DelayEventHalfway = "delay-7 F1, event, first halves";
    public const string DelayEventCommon = "delay-7 F1, event at windows.open";
    public const string DelaySurprise = "delay-7 F1, surprise";
    public const string DelaySurpriseFrozen = "delay-7 F1, surprise, frozen";
    public const string DelaySurpriseHalfway = "delay-7 F1, surprise, first halves";
    public const string VusPr = "VUS-PR";
    public const string VusRoc = "VUS-ROC";
    public const string AucPr = "AUC-PR";
    public const string PointF1 = "point F1";
    public const string PagerSegments = "segments from day 5 on";
    public const string PagerDays = "stream-days from day 5 on";
    public const string PagerFound = "segments found by incidents";
    public const string PagerFalse = "false incidents a stream and day";
    public const string ForecastError = "forecast error";
    public const string Coverage = "coverage";

    /// <summary>The share of segments found by <c>score</c> at no more than so many false incidents a stream and day.</summary>
    public static readonly (string Name, double MaxFalse)[] PagerByScore = [("segments found by score at 0.05 false", 0.05), ("segments found by score at 0.1 false", 0.1), ("segments found by score at 0.2 false", 0.2)];

    /// <summary>The same by <c>event</c>.</summary>
    public static readonly (string Name, double MaxFalse)[] PagerByEvent = [("segments found by event at 0.05 false", 0.05), ("segments found by event at 0.1 false", 0.1), ("segments found by event at 0.2 false", 0.2)];
}
