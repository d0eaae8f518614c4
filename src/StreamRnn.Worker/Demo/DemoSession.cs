using Microsoft.AspNetCore.Connections;
using StreamRnn.Alerting;
using StreamRnn.Kafka.Embedded;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Engine;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Demo;

/// <summary>One run of the demo: an embedded broker, the worker's real host on it, and a player that writes the recording to the input topic.</summary>
internal sealed class DemoSession : IAsyncDisposable
{
    private static readonly TimeSpan positionInterval = TimeSpan.FromMilliseconds(50);

    private readonly DemoSettings settings;
    private readonly DemoRecording recording;
    private readonly EmbeddedBroker broker = new();
    private readonly WorkerOptions options;
    private WebApplication? host;

    public DemoSession(DemoSettings settings, DemoRecording recording)
    {
        this.settings = settings;
        this.recording = recording;
        options = DemoConfiguration.Create(broker.BootstrapServers, recording);

        // One partition is one lane: the order of readings, and so of all that is found, is the same in every run.
        broker.CreateTopic(options.Input.Topic, 1);
        broker.CreateTopic(options.Alerts.Topic, 1);
        broker.CreateTopic(options.DeadLetters.Topic, 1);
        Feed = new LiveFeed(new LiveFeedOptions
        {
            Streams = recording.Series.Length,
            // The page keeps the whole recording: some megabytes.
            Points = recording.Series.Max(series => series.Readings.Length),
            Notes = [.. recording.Series.Select(series => new LiveNote(
                series.Stream.Name, series.Stream.Caption, [.. series.Windows.Select(window => (window.From, window.To))]))],
        });
    }

    /// <summary>What the page shows.</summary>
    public LiveFeed Feed { get; }

    /// <summary>How far the engine is.</summary>
    public DemoProgress Progress { get; } = new();

    /// <summary>Plays the recording and gives the exit code. Ctrl-C ends it at any time.</summary>
    /// <exception cref="CommandFailedException">The port is taken, or the worker could not go on.</exception>
    public async Task<int> RunAsync(IDemoReporter reporter, CancellationToken cancellation)
    {
        host = await StartAsync(cancellation);
        using CancellationTokenSource end =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, host.Lifetime.ApplicationStopping);
        reporter.Begin(recording, settings.Speed, settings.Page ? PageOf(host) : null, staysUp: !settings.Once);
        DemoScoreboard scoreboard = new(recording.Series);
        Task reporting = ReportAsync(reporter, scoreboard);
        try
        {
            await PlayAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            await StopAsync(host, reporting);
            return ExitCode.Done;
        }

        if (settings.Once)
        {
            await StopAsync(host, reporting);
            await reporter.FinishAsync(scoreboard.Results, staysUp: false);
            return ExitCode.Done;
        }

        Progress.Complete();
        await reporting;
        await reporter.FinishAsync(scoreboard.Results, staysUp: true);
        await host.WaitForShutdownAsync(cancellation);
        ThrowIfFailed(host);
        return ExitCode.Done;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        broker.Dispose();
    }

    private static Uri PageOf(WebApplication host) => new(host.Urls.Single());

    private static void ThrowIfFailed(WebApplication host)
    {
        if (host.Services.GetRequiredService<ConsumerService>().Failure is { } failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"The worker could not go on: {failure.Message}", failure);
        }
    }

    private async Task<WebApplication> StartAsync(CancellationToken cancellation)
    {
        WebApplication usual = Build(settings.Port ?? DemoSettings.UsualPort);
        try
        {
            await usual.StartAsync(cancellation);
            return usual;
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            await usual.DisposeAsync();
            if (settings.Port is { } port)
            {
                throw new CommandFailedException(
                    ExitCode.WrongUse, $"--port: {port} is in use on {options.Http.Address}; leave it out to get a free one.", failure);
            }
        }

        // The port opens before the consumer starts, so nothing of the first host has touched the broker.
        WebApplication free = Build(0);
        await free.StartAsync(cancellation);
        return free;
    }

    private WebApplication Build(int port)
    {
        WebApplication built = WorkerHost.Build(
            options with { Http = options.Http with { Port = port } }, new EngineObservers(Feed, Progress), DemoConfiguration.AddLog);
        if (settings.Page)
        {
            built.MapLivePage(Feed, built.Services.GetRequiredService<LaneRegistry>().Sum);
        }

        return built;
    }

    private async Task PlayAsync(CancellationToken end)
    {
        using KafkaReadingSink sink = new(broker.BootstrapServers, options.Input.Topic);
        await new DemoPlayer(sink, Progress, settings.Speed, TimeProvider.System).PlayAsync(recording.Merge(), end);
        if (!settings.Once)
        {
            // The engine shows the last reading before what follows from it; the consumer's position says that it is done with both.
            ConsumerService consumer = host!.Services.GetRequiredService<ConsumerService>();
            while (!consumer.Status.Partitions.Any(partition => partition.Position >= recording.ReadingCount))
            {
                await Task.Delay(positionInterval, end);
            }
        }
    }

    private async Task ReportAsync(IDemoReporter reporter, DemoScoreboard scoreboard)
    {
        await foreach (IncidentChange change in Progress.Changes)
        {
            scoreboard.Add(change);
            reporter.Report(change);
        }
    }

    private async Task StopAsync(WebApplication stopping, Task reporting)
    {
        await stopping.StopAsync(CancellationToken.None);
        Progress.Complete();
        await reporting;
        ThrowIfFailed(stopping);
    }
}
