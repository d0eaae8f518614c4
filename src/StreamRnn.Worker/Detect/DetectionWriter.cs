using CsvHelper;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Detect;

/// <summary>
/// Writes what the engine said of each row: <c>timestamp,value,forecast,lower,upper,surprise,score,event,incident</c>, with several
/// features <c>timestamp,value_A,value_B,forecast_A,forecast_B,…</c>: the prefix keeps any feature's name apart from the others.
/// Time and readings stand as in the input (the row's number, from 0, where the file has no time column), numbers
/// in the shortest form that reads back to the same bits, what doesn't exist is empty.
/// </summary>
internal sealed class DetectionWriter : IDetectionOutput, IDisposable
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };
    private static readonly string[] PerFeature = ["value", "forecast", "lower", "upper"];

    private readonly CsvWriter csv;

    public DetectionWriter(Stream destination, ReadingColumns columns)
    {
        csv = CsvWriter.Create(destination, Options);
        csv.WriteField("timestamp");
        foreach (string what in PerFeature)
        {
            foreach (int column in columns.Features)
            {
                csv.WriteField(columns.Features.Count == 1 ? what : $"{what}_{columns.Names[column]}");
            }
        }

        csv.WriteField("surprise");
        csv.WriteField("score");
        csv.WriteField("event");
        csv.WriteField("incident");
        csv.EndRecord();
    }

    /// <inheritdoc/>
    public void Write(ReadingFile file, ScoredEvent? scored, RowIncident incident)
    {
        if (file.Columns.Time < 0)
        {
            csv.WriteField(file.Row);
        }
        else
        {
            csv.WriteField(file.Text(file.Columns.Time));
        }

        for (int feature = 0; feature < file.Columns.Features.Count; feature++)
        {
            csv.WriteField(file.Text(file.Columns.Features[feature]));
        }

        int features = file.Columns.Features.Count;
        Write(scored is null ? default : scored.Forecast, features);
        Write(scored is null ? default : scored.Lower, features);
        Write(scored is null ? default : scored.Upper, features);
        csv.WriteField(scored?.RawScore ?? 0);
        csv.WriteField(scored?.Score ?? 0);
        csv.WriteField(scored?.Alarm ?? 0);
        csv.WriteField(incident.Id);
        csv.EndRecord();
    }

    /// <summary>Hands everything to the destination and closes it.</summary>
    public void Dispose() => csv.Dispose();

    private void Write(ReadOnlySpan<double> numbers, int count)
    {
        for (int feature = 0; feature < count; feature++)
        {
            if (feature < numbers.Length && double.IsFinite(numbers[feature]))
            {
                csv.WriteField(numbers[feature]);
            }
            else
            {
                csv.WriteField(default(ReadOnlySpan<byte>));
            }
        }
    }
}
