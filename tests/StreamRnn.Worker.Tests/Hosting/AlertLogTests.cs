using Microsoft.Extensions.Logging;
using StreamRnn.Alerting;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Tests.Alerts;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class AlertLogTests : IDisposable
{
    private readonly List<string> lines = [];
    private readonly IntervalTime time = new();
    private readonly AlertLog log;

    public AlertLogTests() => log = new AlertLog(new ListLogger(lines), time);

    [Fact]
    public void Emitted_AFewIncidents_HaveALineEach()
    {
        log.Emitted(Changes.Opened);
        log.Emitted(Changes.Opened with { State = IncidentState.Update });
        log.Emitted(Changes.Resolved);

        Assert.Equal(
            [
                $"Information opened: pump-7 ü, score 0.75, incident {Changes.IncidentId}",
                $"Debug updated: pump-7 ü, score 0.75, incident {Changes.IncidentId}",
                $"Information resolved: pump-7 ü, highest score {Changes.Resolved.PeakScore}, incident {Changes.IncidentId}",
            ],
            lines);
    }

    [Fact]
    public void Emitted_Summaries_HaveALineWithinTheSameBound()
    {
        log.Emitted(Summaries.Group);
        log.Emitted(Summaries.Storm with { State = IncidentState.Update });
        for (int group = 0; group < 1000; group++)
        {
            log.Emitted(Summaries.Group with { State = IncidentState.Resolve });
        }

        Assert.Equal($"Information opened: 3 streams of plant-3 opened incidents close together: plant-3/pump-1, plant-3/pump-2, plant-3/pump-3; summary {Changes.IncidentId}", lines[0]);
        Assert.StartsWith("Debug updated: 3 incidents in readings/3 since the storm began", lines[1], StringComparison.Ordinal);
        Assert.Equal(AlertLog.MaximumLines + 1, lines.Count);
    }

    [Fact]
    public void Emitted_ABurst_IsCutAndCounted()
    {
        for (int incident = 0; incident < 2800; incident++)
        {
            log.Emitted(Changes.Opened);
            log.Emitted(Changes.Resolved);
        }

        Assert.Equal(AlertLog.MaximumLines, lines.Count);
        time.EndInterval();
        Assert.Equal("Information 2790 more opened and 2790 more resolved incidents within 10 s than stand here; each has its alert", lines[^1]);
        log.Emitted(Changes.Opened);
        time.EndInterval();
        Assert.Equal(AlertLog.MaximumLines + 2, lines.Count);
    }

    [Theory]
    [InlineData(IncidentState.Open, "Information 2 more opened incidents within 10 s than stand here; each has its alert")]
    [InlineData(IncidentState.Resolve, "Information 2 more resolved incidents within 10 s than stand here; each has its alert")]
    public void Dispose_InABurst_SaysWhatIsLeftOutAndNothingOfWhatIsNot(IncidentState state, string expected)
    {
        for (int incident = 0; incident < AlertLog.MaximumLines + 2; incident++)
        {
            log.Emitted(Changes.Opened with { State = state });
        }

        log.Dispose();

        Assert.Equal(expected, lines[^1]);
    }

    [Fact]
    public void Emitted_AStreamThatMovesTheCursor_IsMadeHarmless()
    {
        log.Emitted(Changes.Opened with { Trigger = Changes.Opened.Trigger with { Stream = "a\n\u001b[2Jb" } });

        Assert.StartsWith("Information opened: a\uFFFD\uFFFD[2Jb, ", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Emitted_AStreamThatTurnsItsLetters_IsMadeHarmless()
    {
        const string Turning = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
        log.Emitted(Changes.Opened with { Trigger = Changes.Opened.Trigger with { Stream = $"a{Turning}b \u0627" } });

        // Letters that are written from right to left by themselves stay.
        Assert.StartsWith($"Information opened: a{new string('\uFFFD', Turning.Length)}b \u0627, ", Assert.Single(lines), StringComparison.Ordinal);
    }

    public void Dispose() => log.Dispose();

    /// <summary>A clock whose one timer is due when the test says so.</summary>
    private sealed class IntervalTime : TimeProvider
    {
        private Action? due;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal((AlertLog.Interval, Timeout.InfiniteTimeSpan), (dueTime, period));
            Assert.Null(due);
            due = () => callback(state);
            return new Timer(this);
        }

        public void EndInterval() => due!();

        private sealed class Timer(IntervalTime time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose() => time.due = null;

            public ValueTask DisposeAsync() => throw new NotSupportedException();
        }
    }

    private sealed class ListLogger(List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{logLevel} {formatter(state, exception)}");
    }
}
