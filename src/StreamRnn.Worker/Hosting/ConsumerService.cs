using StreamRnn.Kafka;
using StreamRnn.Kafka.Consuming;
using StreamRnn.Kafka.Telemetry;

namespace StreamRnn.Worker.Hosting;

/// <summary>
/// Runs the consumer on a thread of its own, from when the port is open until the host begins to stop, so that a port in use
/// never costs the group a rebalance and /readyz answers to the end. A consumer that fails ends the host.
/// </summary>
internal sealed class ConsumerService(
    SensorConsumer consumer, IHostApplicationLifetime lifetime, TimeProvider timeProvider, ILogger<ConsumerService> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private bool isCommitted = true;
    private bool isAbandoned;

    /// <summary>Why the consumer ended by itself, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether all that was taken in is emitted and committed; true before the start.</summary>
    public bool IsComplete => isCommitted && !isAbandoned;

    /// <summary>How long the stop took, whether it is complete or was given up.</summary>
    public TimeSpan StopDuration { get; private set; }

    public ConsumerStatus Status => consumer.Status;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (Failure is null)
        {
            logger.Stopping();
        }

        long start = timeProvider.GetTimestamp();
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Failure is null)
            {
                logger.Stopped();
            }
        }
        catch (OperationCanceledException)
        {
            // The host waits no longer: what the consumer still has in hand is the next owner's.
            isAbandoned = true;
        }

        StopDuration = timeProvider.GetElapsedTime(start);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => stop.Dispose();

    private void Run()
    {
        try
        {
            isCommitted = consumer.Run(stop.Token);
        }
        catch (Exception failure)
        {
            // Whatever ended it, the worker can't do its work any more: the exit code says so and the reason stays readable. Only what nobody
            // has foreseen has a stack trace.
            Failure = failure;
            logger.Failed(failure is CommandFailedException or KafkaFatalException ? null : failure, failure.Message);
            lifetime.StopApplication();
        }
    }
}
