using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace StreamRnn.Worker.Metrics;

/// <summary>
/// The text format, version 0.0.4, written by ourselves: for builds where the prometheus-net package can't be restored.
/// It serves what prometheus-net serves, which one suite of tests holds both to.
/// </summary>
internal sealed class TextExposition : IMetricsExposition
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock gate = new();
    private readonly Action<IMetricsExposition> collect;
    private readonly Dictionary<MetricFamily, SortedDictionary<string, double>> values = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<MetricFamily, Histogram> histograms = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<MetricFamily> families;

    /// <summary><paramref name="collect"/> is called before each scrape, to bring the values up to date.</summary>
    public TextExposition(ImmutableArray<MetricFamily> families, Action<IMetricsExposition> collect)
    {
        this.families = families;
        this.collect = collect;
        foreach (MetricFamily family in families)
        {
            if (family.Type == MetricType.Histogram)
            {
                histograms[family] = new Histogram(new long[family.Buckets.Length + 1]);
            }
            else
            {
                values[family] = new SortedDictionary<string, double>(StringComparer.Ordinal);
                if (family.Labels.IsEmpty)
                {
                    values[family][""] = 0;
                }
            }
        }
    }

    public void Set(MetricFamily family, double value, params string[] labels)
    {
        lock (gate)
        {
            string series = Series(family, labels);
            SortedDictionary<string, double> known = values[family];
            known[series] = family.Type == MetricType.Counter ? Math.Max(value, known.GetValueOrDefault(series)) : value;
        }
    }

    public void Remove(MetricFamily family, params string[] labels)
    {
        lock (gate)
        {
            values[family].Remove(Series(family, labels));
        }
    }

    public void Observe(MetricFamily family, double value)
    {
        int bucket = 0;
        while (bucket < family.Buckets.Length && value > family.Buckets[bucket])
        {
            bucket++;
        }

        lock (gate)
        {
            Histogram histogram = histograms[family];
            histogram.Counts[bucket]++;
            histogram.Sum += value;
        }
    }

    public void Map(IEndpointRouteBuilder routes, string path) => routes.MapRead(path, async context =>
    {
        context.Response.ContentType = ContentType;
        await WriteAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
    });

    public async Task WriteAsync(Stream output, CancellationToken cancellation)
    {
        collect(this);
        await output.WriteAsync(Encoding.UTF8.GetBytes(Write()), cancellation).ConfigureAwait(false);
    }

    private string Write()
    {
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (MetricFamily family in families)
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {Escape(family.Help)}\n");
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Name} {family.Type.ToString().ToLowerInvariant()}\n");
                if (histograms.TryGetValue(family, out Histogram? histogram))
                {
                    WriteHistogram(text, family, histogram);
                    continue;
                }

                foreach ((string series, double value) in values[family])
                {
                    text.Append(CultureInfo.InvariantCulture, $"{family.Name}{series} {Number(value)}\n");
                }
            }
        }

        return text.ToString();
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, Histogram histogram)
    {
        long cumulative = 0;
        for (int bucket = 0; bucket < histogram.Counts.Length; bucket++)
        {
            cumulative += histogram.Counts[bucket];
            string bound = bucket < family.Buckets.Length ? Number(family.Buckets[bucket]) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{family.Name}_bucket{{le=\"{bound}\"}} {cumulative}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{family.Name}_sum {Number(histogram.Sum)}\n{family.Name}_count {cumulative}\n");
    }

    private static string Series(MetricFamily family, string[] labels)
    {
        if (labels.Length != family.Labels.Length)
        {
            throw new ArgumentException($"{family.Name} has {family.Labels.Length} labels, not {labels.Length}.", nameof(labels));
        }

        return labels.Length == 0 ? "" : $"{{{string.Join(',', family.Labels.Zip(labels, (name, value) => $"{name}=\"{Escape(value).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}";
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
    };

    private sealed class Histogram(long[] counts)
    {
        public long[] Counts { get; } = counts;

        public double Sum { get; set; }
    }
}
