using System.Text;
using System.Text.Json;
using StreamRnn.Worker.Detect;
using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Evaluation;

/// <summary>The Numenta Anomaly Benchmark: a folder with data/ and labels/combined_windows.json, ranked by the column <c>event</c>.</summary>
internal sealed class NabSuite : Suite
{
    /// <summary>As <c>--suite</c> names it.</summary>
    public const string Key = "nab";

    private static readonly (NabProfile Profile, string Best, string Frozen)[] Profiles =
    [
        (NabProfile.Standard, FigureName.NabStandard, FigureName.NabFrozen),
        (NabProfile.LowFalsePositives, FigureName.NabLowFalsePositives, FigureName.NabLowFalsePositivesFrozen),
        (NabProfile.LowFalseNegatives, FigureName.NabLowFalseNegatives, FigureName.NabLowFalseNegativesFrozen),
    ];

    private NabSuite(IReadOnlyList<SuiteSeries> series)
        : base(Key, series)
    {
    }

    /// <summary>Finds its files.</summary>
    /// <exception cref="BadInputException">The folder doesn't hold what it must.</exception>
    public static NabSuite Open(DirectoryInfo folder)
    {
        SuiteFolder.Require(folder, "name a folder with data/ and labels/combined_windows.json");
        var labels = new FileInfo(Path.Combine(folder.ToString(), "labels", "combined_windows.json"));
        var data = new DirectoryInfo(Path.Combine(folder.ToString(), "data"));
        if (!labels.Exists)
        {
            throw new BadInputException(labels.ToString(), "no such file; it names each series of data/ and the windows labelled in it");
        }

        SuiteFolder.Require(data, "it holds the series that labels/combined_windows.json names");
        SuiteSeries[] series = [.. ReadWindows(labels).Select(entry => new SuiteSeries(entry.Key, new FileInfo(Path.Combine(data.ToString(), entry.Key)), entry.Value))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        if (series.FirstOrDefault(entry => !entry.File.Exists) is { } missing)
        {
            throw new BadInputException(labels.ToString(), $"names \"{Quotation.Cut(missing.Name)}\", but there is no file {missing.File}; take the name out, or put the file there");
        }

        if (SuiteFolder.Files(data).FirstOrDefault(found => !Array.Exists(series, entry => entry.Name == found.Name)).File is { } unlabelled)
        {
            throw new BadInputException(labels.ToString(), $"doesn't name {unlabelled}; add it, with [] where it has no anomaly");
        }

        return series.Length > 0 ? new NabSuite(series) : throw new BadInputException(labels.ToString(), "names no series; it maps each file below data/ to its windows");
    }

    /// <inheritdoc/>
    public override IEnumerable<Figure> ScoreSeries(SeriesRecord record) => Volumes(record);

    /// <inheritdoc/>
    public override SuiteScore Score(IReadOnlyList<SeriesRecord> records)
    {
        var tune = new NabScorer(records.Where(record => record.Series.Half == SeriesHalf.Tune).Select(record => record.Events));
        AtThreshold[] chosen = [.. Profiles.Select(profile => tune.Best(profile.Profile))];
        double shown = new NabScorer(records.Select(record => record.Events)).Best(NabProfile.Standard).Threshold;
        return new SuiteScore(
            Totals(records, held => OfScope(held, chosen)),
            [.. records.Select(record => Row(record, [.. Found(record, shown), .. record.Figures]))],
            [.. Profiles.Select((profile, index) => new Figure(profile.Frozen, chosen[index].Threshold, 4))]);
    }

    private static IEnumerable<Figure> OfScope(IReadOnlyList<SeriesRecord> held, AtThreshold[] chosen)
    {
        var scorer = new NabScorer(held.Select(record => record.Events));
        return
        [
            .. Profiles.Select(profile => Figure.Score(profile.Best, scorer.Best(profile.Profile).Value)),
            .. Profiles.Select((profile, index) => Figure.Score(profile.Frozen, scorer.At(chosen[index].Threshold, profile.Profile))),
            Figure.Score(FigureName.NabCommon, scorer.At(CommonThreshold, NabProfile.Standard)),
            Mean(FigureName.VusPr, held),
            Mean(FigureName.VusRoc, held),
        ];
    }

    /// <summary>What stands behind the standard score of all series at its best threshold.</summary>
    private static Figure[] Found(SeriesRecord record, double threshold)
    {
        double[] scores = record.Events.Scores;
        int probation = NabScorer.ProbationOf(scores.Length);
        int found = record.Ranges.Count(range => range.Last >= probation && Alarms(Math.Max(range.First, probation), range.Last + 1) > 0);
        int inside = record.Ranges.Sum(range => Alarms(Math.Max(range.First, probation), range.Last + 1));
        return [Figure.Count(FigureName.NabFound, found), Figure.Count(FigureName.NabFalse, Alarms(probation, scores.Length) - inside)];

        int Alarms(int from, int to)
        {
            int count = 0;
            for (int row = from; row < to; row++)
            {
                count += scores[row] >= threshold ? 1 : 0;
            }

            return count;
        }
    }

    private static Dictionary<string, IReadOnlyList<TimeWindow>> ReadWindows(FileInfo file)
    {
        try
        {
            using FileStream stream = file.OpenRead();
            Dictionary<string, string?[]?[]?> read = JsonSerializer.Deserialize<Dictionary<string, string?[]?[]?>>(stream) ?? [];
            return read.ToDictionary(
                entry => entry.Key,
                entry => (IReadOnlyList<TimeWindow>)[.. (entry.Value ?? [null]).Select(window => WindowOf(file, entry.Key, window ?? [])).OrderBy(window => window.FromMilliseconds)],
                StringComparer.Ordinal);
        }
        catch (JsonException exception)
        {
            throw new BadInputException(file.ToString(), (exception.LineNumber ?? 0) + 1, "is not a JSON object of files with their windows; write {\"folder/file.csv\": [[\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]]}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(file.ToString(), $"can't be read: {exception.Message}", exception);
        }
    }

    private static TimeWindow WindowOf(FileInfo file, string series, string?[] window) =>
        window is [{ } from, { } to] && ReadingTime.TryParse(Encoding.UTF8.GetBytes(from), out long first) && ReadingTime.TryParse(Encoding.UTF8.GetBytes(to), out long last) && first <= last
            ? new TimeWindow(from, to, first, last)
            : throw new BadInputException(file.ToString(), $"a window of \"{Quotation.Cut(series)}\" is [{Quotation.Cut(string.Join(", ", window))}]; a window is its first and its last time, such as [\"2014-04-10 07:15:00\", \"2014-04-11 16:45:00\"]");
}
