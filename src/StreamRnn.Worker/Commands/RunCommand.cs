using System.CommandLine;
using System.Globalization;
using System.Net;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;
using StreamRnn.Worker.Live;

namespace StreamRnn.Worker.Commands;

/// <summary><c>streamrnn run</c>: the worker.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public static readonly string[] Examples =
    [
        "streamrnn run --config streamrnn.yaml",
        "streamrnn run --set kafka.bootstrap-servers=kafka:9092 --set input.topic=readings",
        "STREAMRNN_KAFKA__BOOTSTRAP_SERVERS=kafka:9092 streamrnn run",
    ];

    public static Command Create()
    {
        var flags = new ConfigurationFlags();
        var command = new Command(Name, "Read sensor events from Kafka and write incidents to the alert topic, until SIGTERM or SIGINT.");
        flags.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(flags.LoadForKafka(parsed).Options, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(WorkerOptions options, CancellationToken cancellation)
    {
        LiveFeed? feed = options.Http.LiveStreams == 0 ? null : new LiveFeed(new LiveFeedOptions
        {
            Streams = options.Http.LiveStreams,
            FeatureNames = [.. options.FeatureNames()],
        });
        WebApplication host = WorkerHost.Build(options, feed);
        if (feed is not null)
        {
            host.MapLivePage(feed, host.Services.GetRequiredService<LaneRegistry>().Sum);
        }

        await using (host.ConfigureAwait(false))
        {
            try
            {
                await host.StartAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (PortFailure.Describe(failure, options.Http) is { } sentence)
            {
                throw new CommandFailedException(ExitCode.Failed, sentence, failure);
            }

            if (feed is not null && !IPAddress.IsLoopback(IPAddress.Parse(options.Http.Address)))
            {
                host.Logger.LivePageIsOpen(options.Http.Address, options.Http.LiveStreams);
            }

            ConsumerService consumer = host.Services.GetRequiredService<ConsumerService>();
            await host.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            if (consumer.Failure is { } fatal)
            {
                throw fatal as CommandFailedException ?? new CommandFailedException(ExitCode.Failed, fatal.Message, fatal);
            }

            return consumer.IsComplete
                ? ExitCode.Done
                : throw new CommandFailedException(
                    ExitCode.Failed,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"kafka.stop-timeout: gave up after {consumer.StopDuration.TotalSeconds:0.0} s of {options.Kafka.StopTimeout.TotalSeconds} s, before the cluster had acknowledged and committed all; the partitions' next owner takes up what is left"));
        }
    }
}
