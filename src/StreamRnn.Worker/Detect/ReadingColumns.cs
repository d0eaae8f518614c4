using System.Text;
using CsvHelper;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Detect;

/// <summary>Which column of a file is its time and which are its features, as its header says.</summary>
internal sealed class ReadingColumns
{
    /// <summary>Names that make the first column the time, whatever their case.</summary>
    private static readonly string[] TimeNames = ["timestamp", "time", "ts"];

    /// <summary>Names that a column of labels may have, whatever their case.</summary>
    private static readonly string[] LabelNames = ["label", "labels", "is_anomaly", "anomaly", "is_outlier", "outlier"];

    private ReadingColumns(string[] names, int time, int label)
    {
        Names = names;
        Time = time;
        Label = label;
        Features = [.. Enumerable.Range(0, names.Length).Where(column => column != time && column != label)];
    }

    /// <summary>All columns' names, in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The time column, or -1 where the file has none.</summary>
    public int Time { get; }

    /// <summary>The column of labels, or -1 where none was asked for.</summary>
    public int Label { get; }

    /// <summary>The feature columns, in the order of the file.</summary>
    public IReadOnlyList<int> Features { get; }

    /// <summary>Reads the record that <paramref name="csv"/> stands on as a header. <paramref name="timeColumn"/> names the time column; null leaves it to the first column's name. Where <paramref name="isLabelled"/>, the last column holds labels and is no feature.</summary>
    /// <exception cref="BadInputException">It isn't a header, or not one of at least one feature and at most 64.</exception>
    public static ReadingColumns Read(CsvReader csv, string file, string? timeColumn, bool isLabelled = false)
    {
        long line = csv.LineNumber;
        string[] names = new string[csv.FieldCount];
        bool onlyReadings = true;
        for (int column = 0; column < names.Length; column++)
        {
            ReadOnlySpan<byte> cell = CellText.Trim(csv.GetSpan(column));
            if (!CellText.IsUtf8(cell))
            {
                throw new BadInputException(file, line, $"the name of column {column + 1} is not UTF-8 text; save the file as a UTF-8 CSV");
            }

            names[column] = Encoding.UTF8.GetString(cell);
            onlyReadings &= cell.IsEmpty || CellText.TryParseNumber(cell, out _) || ReadingTime.TryParse(cell, out _);
        }

        if (onlyReadings)
        {
            throw new BadInputException(file, line, "the first line holds readings where the column names should be; put a header above it, such as timestamp,value");
        }

        CheckNames(names, file, line);
        int time = FindTime(names, file, line, timeColumn);
        int label = isLabelled ? FindLabel(names, file, line) : -1;
        int features = names.Length - (time < 0 ? 0 : 1) - (label < 0 ? 0 : 1);
        return features switch
        {
            <= 0 when isLabelled => throw new BadInputException(file, line, "there is no column of readings; put one before the labels"),
            0 => throw new BadInputException(file, line, $"the only column, \"{names[0]}\", is the time; add a column of readings"),
            > LaneOptions.MaxFeatures => throw new BadInputException(file, line, $"{features} columns of readings; at most {LaneOptions.MaxFeatures} are read together"),
            _ => new ReadingColumns(names, time, label),
        };
    }

    /// <summary>Whether a column that isn't the time is named as if it were.</summary>
    public bool LooksLikeTime(int column) => TimeNames.Contains(Names[column], StringComparer.OrdinalIgnoreCase);

    private static void CheckNames(string[] names, string file, long line)
    {
        if (names is [var only] && only.IndexOfAny([';', '\t']) is var separator and >= 0)
        {
            throw new BadInputException(file, line, $"the columns look separated by {(only[separator] == ';' ? "semicolons" : "tabs")}; separate them by commas");
        }

        int unnamed = Array.IndexOf(names, "");
        if (unnamed >= 0)
        {
            throw new BadInputException(file, line, $"column {unnamed + 1} has no name; name it, or take it out");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (names.FirstOrDefault(name => !seen.Add(name)) is { } twice)
        {
            throw new BadInputException(file, line, $"two columns are named \"{twice}\"; name each differently");
        }
    }

    private static int FindTime(string[] names, string file, long line, string? timeColumn)
    {
        if (timeColumn is null)
        {
            return TimeNames.Contains(names[0], StringComparer.OrdinalIgnoreCase) ? 0 : -1;
        }

        int time = Array.IndexOf(names, timeColumn);
        return time >= 0
            ? time
            : throw new BadInputException(file, line, $"no column is named \"{timeColumn}\", which --time asks for; there are {string.Join(", ", names.Select(name => $"\"{name}\""))}");
    }

    private static int FindLabel(string[] names, string file, long line) => LabelNames.Contains(names[^1], StringComparer.OrdinalIgnoreCase)
        ? names.Length - 1
        : throw new BadInputException(file, line, $"the last column is \"{names[^1]}\" where the labels should be; name it label or is_anomaly, with 1 in each row of an anomaly and 0 in all others");
}
