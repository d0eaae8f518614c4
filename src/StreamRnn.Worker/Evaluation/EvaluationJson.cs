using System.Text.Json;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Evaluation;

/// <summary>Writes evaluation.json: what was run, and all of its figures.</summary>
internal static class EvaluationJson
{
    /// <summary>The file's name.</summary>
    public const string FileName = "evaluation.json";

    /// <summary>Writes it; the first of <paramref name="results"/> is the whole detector, the others are without a part.</summary>
    public static void Write(Stream destination, EvaluationSetting setting, IReadOnlyList<(Ablation Ablation, ScoreSummary Summary)> results)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        ScoreSummary summary = results[0].Summary;
        json.WriteStartObject();
        json.WriteString("suite", summary.Suite.Name);
        json.WriteString("version", ProgramVersion.Text);
        json.WriteString("memory", setting.Memory == StreamMemory.Lean ? "lean" : "rich");
        json.WriteBoolean("fleet", setting.IsFleet);
        json.WriteStartArray("seeds");
        for (int seed = 0; seed < setting.Seeds; seed++)
        {
            json.WriteNumberValue(setting.FirstSeed + (ulong)seed);
        }

        json.WriteEndArray();
        WriteTotals(json, "totals", summary);
        WriteFigures(json, "thresholds", summary.Thresholds);
        json.WriteStartArray("series");
        foreach ((SuiteSeries series, IReadOnlyList<FigureOverSeeds> figures) in summary.Suite.Series.Zip(summary.PerSeries))
        {
            json.WriteStartObject();
            json.WriteString("name", series.Name);
            json.WriteString("half", series.Half == SeriesHalf.Tune ? "tune" : "judge");
            WriteFigures(json, "figures", figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("without");
        foreach ((Ablation ablation, ScoreSummary without) in results.Skip(1))
        {
            WriteTotals(json, ablation.Name, without);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, string name, ScoreSummary summary)
    {
        json.WriteStartObject(name);
        WriteFigures(json, "all", summary.Totals[SeriesScope.All]);
        WriteFigures(json, "tune", summary.Totals[SeriesScope.Tune]);
        WriteFigures(json, "judge", summary.Totals[SeriesScope.Judge]);
        json.WriteEndObject();
    }

    /// <summary>Writes figures as an object with one entry each: mean, deviation, and each seed's.</summary>
    public static void WriteFigures(Utf8JsonWriter json, string name, IReadOnlyList<FigureOverSeeds> figures)
    {
        json.WriteStartObject(name);
        foreach (FigureOverSeeds figure in figures)
        {
            json.WriteStartObject(figure.Name);
            WriteNumber(json, "mean", figure.Mean);
            WriteNumber(json, "deviation", figure.Deviation);
            json.WriteStartArray("seeds");
            foreach (double value in figure.Values)
            {
                if (double.IsFinite(value))
                {
                    json.WriteNumberValue(value);
                }
                else
                {
                    json.WriteNullValue();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
