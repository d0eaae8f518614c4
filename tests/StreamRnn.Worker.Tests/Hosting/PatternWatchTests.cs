using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using StreamRnn.Core.Streams;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class PatternWatchTests
{
    private const int BatchSize = 1000;

    private readonly LineLog log = new();

    [Fact]
    public void Look_PatternThatMatchesNothing_IsSaidOnceWhenAllReadingsWereLookedAt()
    {
        var watch = new PatternWatch([("windows.groups[0].pattern", new Regex("^(plnt)")), ("alerts.rules[0].match", new Regex("pump$"))], log);
        for (int read = 0; read < PatternWatch.Readings - BatchSize; read += BatchSize)
        {
            watch.Look(Batch("plant/pump"));
        }

        Assert.Equal(0, watch.Unmatched);
        watch.Look(Batch("plant/pump"));
        watch.Look(Batch("plnt"));

        Assert.Equal(1, watch.Unmatched);
        Assert.Equal(
            ["Warning windows.groups[0].pattern: \"^(plnt)\" matched no stream of the first 100000 readings; correct it, or leave it where its streams come later or go to other workers"], log.Lines);
    }

    [Fact]
    public void Look_StreamThatComesLater_CountsWithinTheFirstReadings()
    {
        var watch = new PatternWatch([("alerts.rules[0].match", new Regex("^Kühl"))], log);
        for (int read = 0; read < PatternWatch.Readings; read += BatchSize)
        {
            watch.Look(Batch(read == 50 * BatchSize ? "Kühlkreis" : "pump"));
        }

        Assert.Equal(0, watch.Unmatched);
        Assert.Empty(log.Lines);
    }

    private static EventBatch Batch(string key)
    {
        var batch = new EventBatch(BatchSize, features: 1);
        for (int i = 0; i < BatchSize; i++)
        {
            batch.Add(new SensorEvent { Key = Encoding.UTF8.GetBytes(key), Time = 1000 * i, Values = [i], Offset = i });
        }

        return batch;
    }

    private sealed class LineLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel} {formatter(state, exception)}");
    }
}
