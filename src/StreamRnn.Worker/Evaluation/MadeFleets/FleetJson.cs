using System.Text.Json;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Fleet;

namespace StreamRnn.Worker.Evaluation.MadeFleets;

/// <summary>Writes evaluation.json of made fleets: what was run, and every table.</summary>
internal static class FleetJson
{
    /// <summary>Writes it.</summary>
    public static void Write(Stream destination, EvaluationSetting setting, FleetOptions fleet, IReadOnlyList<SeedTable> tables)
    {
        using var json = new Utf8JsonWriter(destination, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("suite", FleetRequest.Key);
        json.WriteString("version", ProgramVersion.Text);
        json.WriteString("memory", setting.Memory == StreamMemory.Lean ? "lean" : "rich");
        json.WriteBoolean("fleet", setting.IsFleet);
        json.WriteNumber("streams", fleet.Streams);
        json.WriteNumber("days", fleet.Days);
        json.WriteNumber("interval_seconds", fleet.Interval.TotalSeconds);
        json.WriteNumber("anomalies", fleet.Anomalies);
        json.WriteStartArray("seeds");
        for (int seed = 0; seed < setting.Seeds; seed++)
        {
            json.WriteNumberValue(fleet.Seed + (ulong)seed);
        }

        json.WriteEndArray();
        json.WriteStartObject("tables");
        foreach (SeedTable table in tables)
        {
            json.WriteStartObject(table.Title);
            foreach (SeedRow row in table.Rows)
            {
                EvaluationJson.WriteFigures(json, row.Name, row.Figures);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
