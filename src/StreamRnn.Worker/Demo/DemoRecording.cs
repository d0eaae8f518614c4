using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using CsvHelper;

namespace StreamRnn.Worker.Demo;

/// <summary>All series of the catalogue, as one recording that can be played.</summary>
internal sealed class DemoRecording
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    public DemoRecording(ImmutableArray<DemoSeries> series) => Series = series;

    public ImmutableArray<DemoSeries> Series { get; }

    public long ReadingCount => Series.Sum(series => (long)series.Readings.Length);

    public int WindowCount => Series.Sum(series => series.Windows.Length);

    /// <summary>Reads the catalogue's series from the program's resources.</summary>
    public static DemoRecording Load()
    {
        ILookup<string, LabelledWindow> windows = ReadRows("labelled-windows.csv", row =>
                (Stream: row.GetString(0), Window: new LabelledWindow(Time(row.GetString(1)), Time(row.GetString(2)))))
            .ToLookup(row => row.Stream, row => row.Window);
        return new DemoRecording([.. DemoCatalogue.Streams.Select(stream => new DemoSeries(
            stream,
            [.. ReadRows($"{stream.Name}.csv", row => new DemoReading(
                stream.Name,
                Time(row.GetString(0)),
                row.Parse<double>(1)))],
            [.. windows[stream.Name].OrderBy(window => window.From)]))]);
    }

    /// <summary>
    /// The readings of all series, merged by time: always the series whose next reading is oldest, the catalogue's
    /// order deciding between equals. A series' own order is kept even where its clock goes back, as on a real topic.
    /// </summary>
    public IEnumerable<DemoReading> Merge()
    {
        PriorityQueue<(int Series, int Row), (long Time, int Series)> heads = new();
        for (int series = 0; series < Series.Length; series++)
        {
            Enqueue(series, 0);
        }

        while (heads.TryDequeue(out (int Series, int Row) head, out _))
        {
            yield return Series[head.Series].Readings[head.Row];
            Enqueue(head.Series, head.Row + 1);
        }

        void Enqueue(int series, int row)
        {
            if (row < Series[series].Readings.Length)
            {
                heads.Enqueue((series, row), (Series[series].Readings[row].Time, series));
            }
        }
    }

    private static List<T> ReadRows<T>(string name, Func<CsvReader, T> read)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"demo/{name}")
            ?? throw new InvalidOperationException($"The catalogue names {name}, which is not in Demo/Data.");
        using CsvReader csv = CsvReader.Create(stream);
        List<T> rows = [];
        while (csv.Read())
        {
            rows.Add(read(csv));
        }

        return rows;
    }

    private static long Time(string text) => new DateTimeOffset(
        DateTime.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds();
}

/// <summary>A bundled series with its readings, in the order of its file, and its labelled windows, in time order.</summary>
internal sealed record DemoSeries(
    DemoStream Stream, ImmutableArray<DemoReading> Readings, ImmutableArray<LabelledWindow> Windows);

/// <summary>One reading on its way through the demo.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Time">Event time, Unix milliseconds.</param>
/// <param name="Value">The reading, in the stream's own unit.</param>
internal readonly record struct DemoReading(string Stream, long Time, double Value);

/// <summary>A span that people labelled as anomalous; both ends belong to it.</summary>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">Unix milliseconds.</param>
internal readonly record struct LabelledWindow(long From, long To)
{
    /// <summary>True where the event time lies in the window.</summary>
    public bool Contains(long time) => time >= From && time <= To;
}
