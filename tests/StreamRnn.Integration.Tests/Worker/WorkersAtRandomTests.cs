using System.Globalization;
using Confluent.Kafka;
using StreamRnn.Integration.Tests.Brokers;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>Workers that come and go as they like tell what one says that stays, and end in its state.</summary>
[Collection(BrokerCollection.Name)]
[Trait("Category", "Broker")]
public sealed class WorkersAtRandomTests(RealBroker broker, ITestOutputHelper output)
{
    private const int Partitions = 3;
    private const int Streams = 10;
    private const int MaxWorkers = 3;
    private const int Faults = 14;

    /// <summary>Records of a partition that are written before each fault.</summary>
    private const int Slice = 900;

    /// <summary>Any does: it decides what happens to whom. When is the machine's to decide.</summary>
    private const int Seed = 1;

    private const int Records = (Faults + 1) * Slice;

    /// <summary>Longer than the members' sessions: one that stands still for that long has lost its partitions.</summary>
    private static readonly TimeSpan standstill = TimeSpan.FromSeconds(8);

    private readonly string suffix = Guid.NewGuid().ToString("N")[..8];

    private string Input => $"readings-{suffix}";

    [Fact]
    public async Task Run_WorkersStartedStoppedKilledAndHeldUpAtRandom_TellAlertsAndEndInTheStateOfOneThatStays()
    {
        await broker.StartAsync();
        await broker.CreateTopicAsync(Input, Partitions);
        var topics = new Topics(broker.BootstrapServers);
        await CreateTopicsAsync("chaos");
        Write(topics, 0);
        List<WorkerProcess> workers = [Start("chaos")];
        var random = new Random(Seed);
        try
        {
            for (int fault = 1; fault <= Faults; fault++)
            {
                // Some are at work by then, some are restored, some have not begun.
                await Task.Delay(TimeSpan.FromSeconds(1 + (4 * random.NextDouble())), TestContext.Current.CancellationToken);
                Write(topics, fault);
                await FaultAsync(workers, random);
            }

            foreach (WorkerProcess worker in workers)
            {
                worker.SendKill();
            }
        }
        finally
        {
            workers.ForEach(static worker => worker.Dispose());
        }

        Outcome disturbed = await FinishAsync(topics, "chaos");
        await CreateTopicsAsync("calm");
        Outcome calm = await FinishAsync(topics, "calm");

        Assert.True(calm.Alerts.Length > 100, $"{calm.Alerts.Length} alerts are too few to show anything.");
        Assert.Equal(calm.Alerts, disturbed.Alerts);
        Assert.Equal(calm.States, disturbed.States);
    }

    private async Task FaultAsync(List<WorkerProcess> workers, Random random)
    {
        Fault fault = workers.Count == 0 ? Fault.Start : (Fault)random.Next(workers.Count == MaxWorkers ? (int)Fault.Kill : (int)Fault.Start, (int)Fault.StandStill + 1);
        WorkerProcess? worker = workers.Count == 0 ? null : workers[random.Next(workers.Count)];
        output.WriteLine($"{fault}, with {workers.Count} workers");
        switch (fault)
        {
            case Fault.Start:
                workers.Add(Start("chaos"));
                break;
            case Fault.Kill:
                await EndAsync(worker!, static worker => worker.SendKill());
                break;
            case Fault.Stop:
                await EndAsync(worker!, static worker => worker.SendTerminate());
                break;
            default:
                worker!.SendStop();
                await Task.Delay(standstill, TestContext.Current.CancellationToken);
                worker.SendContinue();
                break;
        }

        async Task EndAsync(WorkerProcess ended, Action<WorkerProcess> end)
        {
            workers.Remove(ended);
            end(ended);
            await ended.EndAsync();
            ended.Dispose();
        }
    }

    /// <summary>Lets one worker come to the end of the input.</summary>
    private async Task<Outcome> FinishAsync(Topics topics, string run)
    {
        using WorkerProcess last = Start(run);
        foreach (int partition in Enumerable.Range(0, Partitions))
        {
            await Topics.UntilAsync(() => Task.FromResult(Committed(topics, run, partition) == Records), $"partition {partition} committed");
            await Topics.UntilAsync(() => Task.FromResult(ToldAndKept.LastManifest(topics, $"snapshots-{run}-{suffix}", partition)?.Position == Records), $"partition {partition} saved");
        }

        last.SendTerminate();
        Assert.Equal(0, await last.EndAsync());
        return new Outcome(
            ToldAndKept.Alerts(topics, $"alerts-{run}-{suffix}"),
            [.. Enumerable.Range(0, Partitions).Select(partition => ToldAndKept.State(topics, $"snapshots-{run}-{suffix}", partition))]);
    }

    private long Committed(Topics topics, string run, int partition)
    {
        try
        {
            return topics.Committed(Input, $"{run}-{suffix}", partition);
        }
        catch (KafkaException)
        {
            // A group that is new has no coordinator yet.
            return -1;
        }
    }

    private async Task CreateTopicsAsync(string run)
    {
        await broker.CreateTopicAsync($"alerts-{run}-{suffix}", 1);
        await broker.CreateTopicAsync($"letters-{run}-{suffix}", 1);
    }

    /// <summary>Slow enough at reading that a fault finds it at work.</summary>
    private WorkerProcess Start(string run) => WorkerProcess.Start(
        "run", "--set", "http.address=127.0.0.1", "--set", "http.port=0", "--set", $"kafka.bootstrap-servers={broker.BootstrapServers}",
        "--set", $"kafka.group-id={run}-{suffix}", "--set", "kafka.commit-interval=100ms", "--set", "kafka.create-topics=true",
        "--set", "kafka.client.session.timeout.ms=6000", "--set", "kafka.client.heartbeat.interval.ms=500",
        "--set", "kafka.client.max.partition.fetch.bytes=20000", "--set", "kafka.client.queued.max.messages.kbytes=20",
        "--set", $"input.topic={Input}", "--set", $"alerts.topic=alerts-{run}-{suffix}", "--set", $"dead-letters.topic=letters-{run}-{suffix}",
        "--set", $"snapshots.topic=snapshots-{run}-{suffix}", "--set", "snapshots.interval=200ms",
        "--set", "streams.memory=lean", "--set", "streams.warm-up=50", "--set", "streams.capacity=32", "--set", "windows.quiet=10m", "--set", "windows.open=0.1");

    private void Write(Topics topics, int slice)
    {
        foreach (int partition in Enumerable.Range(0, Partitions))
        {
            topics.Write(Input, Enumerable.Range(slice * Slice, Slice).Select(i => ($"pump-{partition}-{i % Streams}", Value(i))), partition);
        }
    }

    private static string Value(int i)
    {
        int minute = i / Streams;
        double jump = (minute + (i % Streams * 13)) % 307 < 4 ? 30 : 0;
        double reading = 20 + jump + Math.Sin(2 * Math.PI * minute / 48) + (minute * 7 % 11 * 0.01);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"time": {{1_769_817_600 + (60 * minute)}}, "value": {{reading:0.###}}}""");
    }

    private enum Fault
    {
        Start,
        Kill,
        Stop,
        StandStill,
    }

    private sealed record Outcome(string[] Alerts, string[] States);
}
