using System.IO.Compression;
using CsvHelper;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Detect;

/// <summary>Reads one CSV file of readings row by row, without ever holding more than a row and a buffer of it.</summary>
internal sealed class ReadingFile : IDisposable
{
    /// <summary>The step between rows of a file without a time column, for the windows' spans: one minute.</summary>
    public const long EvenStepMilliseconds = 60_000;

    /// <summary>A row that is longer has a quote that is never closed.</summary>
    private const int MaxRowBytes = 1 << 20;

    /// <summary>Ends the name of a file that gzip compressed.</summary>
    private const string Compressed = ".gz";

    private static readonly CsvReaderOptions Options = new()
    {
        // The first record is read as a row, so that its faults are told with their line as all others are.
        HasHeader = false,
        Separator = ',',
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = MaxRowBytes,
        TrackLineNumbers = true,
    };

    private readonly string file;
    private readonly CsvReader csv;
    private readonly double[] values;

    private ReadingFile(string file, CsvReader csv, string? timeColumn, bool isLabelled)
    {
        this.file = file;
        this.csv = csv;
        Columns = Next() ? ReadingColumns.Read(csv, file, timeColumn, isLabelled)
            : throw new BadInputException(file, 1, "the file is empty; its first line must name the columns, such as timestamp,value");
        values = new double[Columns.Features.Count];
    }

    public ReadingColumns Columns { get; }

    /// <summary>The current row's number, 0-based; -1 before the first.</summary>
    public long Row { get; private set; } = -1;

    /// <summary>The current row's time, Unix milliseconds; for a file without a time column one minute a row.</summary>
    public long Time { get; private set; }

    /// <summary>Rows so far whose time lies before that of the row above.</summary>
    public long BackwardRows { get; private set; }

    /// <summary>The line of the first such row; 0 where there is none.</summary>
    public long FirstBackwardLine { get; private set; }

    /// <summary>The current row's readings, <c>[features]</c>, NaN where a cell is empty.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Whether the current row is labelled as one of an anomaly; false where the file has no labels. Nothing of it reaches the detector.</summary>
    public bool IsLabelled { get; private set; }

    /// <summary>Opens a file, which may be compressed by gzip where its name ends so, and reads its header. Where <paramref name="isLabelled"/>, its last column holds labels.</summary>
    /// <exception cref="BadInputException">It can't be opened, or has no usable header.</exception>
    public static ReadingFile Open(FileInfo file, string? timeColumn, bool isLabelled = false)
    {
        string name = file.ToString();
        if (Directory.Exists(file.FullName))
        {
            throw new BadInputException(name, "is a folder; name the CSV files in it");
        }

        CsvReader csv;
        try
        {
            csv = IsCompressed(file.Name)
                ? CsvReader.Create(new GZipStream(File.OpenRead(file.FullName), CompressionMode.Decompress), Options)
                : CsvReader.FromFile(file.FullName, Options);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException(name, "no such file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(name, $"can't be opened: {exception.Message}", exception);
        }

        try
        {
            return new ReadingFile(name, csv, timeColumn, isLabelled);
        }
        catch
        {
            csv.Dispose();
            throw;
        }
    }

    /// <summary>Moves to the next row; false at the end of the file.</summary>
    /// <exception cref="BadInputException">The row can't be read.</exception>
    public bool Read()
    {
        if (!Next())
        {
            return Row >= 0 ? false : throw new BadInputException(file, csv.LineNumber, "no reading follows the header");
        }

        if (csv.FieldCount != Columns.Names.Count)
        {
            throw new BadInputException(file, csv.LineNumber, $"{Counted(csv.FieldCount, "cell")} where the header names {Counted(Columns.Names.Count, "column")}; leave the cell of a missing reading empty");
        }

        Row++;
        long before = Time;
        Time = Columns.Time < 0 ? Row * EvenStepMilliseconds : ReadTime(Columns.Time);
        if (Row > 0 && Time < before && BackwardRows++ == 0)
        {
            FirstBackwardLine = csv.LineNumber;
        }

        for (int feature = 0; feature < values.Length; feature++)
        {
            values[feature] = ReadValue(Columns.Features[feature]);
        }

        IsLabelled = Columns.Label >= 0 && ReadLabel(Columns.Label);
        return true;
    }

    /// <summary>A cell of the current row as it stands in the file, without its quotes; valid until the next row.</summary>
    public ReadOnlySpan<byte> Text(int column) => csv.GetSpan(column);

    public void Dispose() => csv.Dispose();

    /// <summary>A file's name, or its path, without <c>.gz</c>.</summary>
    public static string Uncompressed(string name) => IsCompressed(name) ? name[..^Compressed.Length] : name;

    private static bool IsCompressed(string name) => name.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase);

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private bool Next()
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException exception)
        {
            throw new BadInputException(file, Math.Max(1, exception.LineNumber), "a quote is misplaced or never closed, or the row is longer than 1 MiB; a quoted cell begins and ends with a quote, and a quote within it is doubled", exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw new BadInputException(file, $"can't be read on: {exception.Message}", exception);
        }
    }

    private long ReadTime(int column)
    {
        ReadOnlySpan<byte> cell = CellText.Trim(csv.GetSpan(column));
        return ReadingTime.TryParse(cell, out long time) ? time : throw BadCell(column, cell, $"is not a time within the years 1 to 9999; {ReadingTime.Wanted}");
    }

    private double ReadValue(int column)
    {
        ReadOnlySpan<byte> cell = CellText.Trim(csv.GetSpan(column));
        if (cell.IsEmpty)
        {
            return double.NaN;
        }

        if (!CellText.TryParseNumber(cell, out double value))
        {
            string hint = Columns.Time < 0 && Columns.LooksLikeTime(column) ? $"; if this column is the time, say --time {Columns.Names[column]}" : "";
            throw BadCell(column, cell, $"is not a number; write a decimal number, or leave the cell empty{hint}");
        }

        return Math.Abs(value) <= LaneOptions.MaxMagnitude || double.IsNaN(value)
            ? value
            : throw BadCell(column, cell, "is out of range; readings lie within ±1e30, and an empty cell is a missing reading");
    }

    private bool ReadLabel(int column)
    {
        ReadOnlySpan<byte> cell = CellText.Trim(csv.GetSpan(column));
        return CellText.TryParseNumber(cell, out double label) && label is 0 or 1
            ? label == 1
            : throw BadCell(column, cell, "is no label; write 1 in each row of an anomaly and 0 in all others");
    }

    private BadInputException BadCell(int column, ReadOnlySpan<byte> cell, string fault) => new(file, csv.LineNumber,
        $"column \"{Columns.Names[column]}\": {CellText.Quote(cell)} {(CellText.IsUtf8(cell) ? fault : "is not UTF-8 text; save the file as a UTF-8 CSV")}");
}
