using System.Text;
using Confluent.Kafka;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Worker.Fleet.Writing;

/// <summary>Writes readings to a topic as <c>run</c> reads them: the key is the stream, the value JSON.</summary>
internal sealed class FleetTopic : IDisposable
{
    private const int MissingTopicMilliseconds = 3_000;

    private static readonly TimeSpan DeliveryPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(20);

    private readonly IProducer<byte[], byte[]> producer;
    private readonly string topic;
    private readonly ReadingDocument document;
    private Error? failure;

    /// <summary>Makes the producer, which connects when there is something to send.</summary>
    public FleetTopic(KafkaOptions kafka, string topic, ReadingDocument document)
    {
        (this.topic, this.document) = (topic, document);

        // Confluent.Kafka's own properties are each a consumer's or a producer's, and refused elsewhere.
        var configuration = new ProducerConfig(kafka.Client.Where(static property => !property.Key.StartsWith("dotnet.", StringComparison.Ordinal)).ToDictionary())
        {
            BootstrapServers = kafka.BootstrapServers,

            // A retry must not change the order of a stream's readings.
            EnableIdempotence = true,
            MessageTimeoutMs = (int)DeliveryPatience.TotalMilliseconds,
            LingerMs = 5,
        };

        // A topic that a record makes by the way has the cluster's default of partitions; that it is missing is said soon.
        configuration.Set("allow.auto.create.topics", "false");
        configuration.TopicMetadataPropagationMaxMs ??= MissingTopicMilliseconds;
        producer = new ProducerBuilder<byte[], byte[]>(configuration)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, error) => Keep(error.IsFatal ? error : null))
            .Build();
    }

    /// <summary>Hands a reading over, in order; it may still be under way when this returns. Where the client has no more room it waits.</summary>
    /// <exception cref="KafkaException">An earlier one could not be delivered.</exception>
    public void Send(byte[] stream, MadeReading reading, CancellationToken cancellationToken)
    {
        var message = new Message<byte[], byte[]> { Key = stream, Value = document.Write(reading) };
        while (true)
        {
            ThrowWhatFailed();
            try
            {
                producer.Produce(topic, message, report => Keep(report.Error.IsError ? report.Error : null));
                return;
            }
            catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                cancellationToken.WaitHandle.WaitOne(FullQueuePause);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Waits until all that was handed over has arrived.</summary>
    /// <exception cref="KafkaException">One could not be delivered.</exception>
    public void Flush()
    {
        producer.Flush(DeliveryPatience + DeliveryPatience);
        ThrowWhatFailed();
    }

    /// <summary>Ends the producer without waiting for what is under way.</summary>
    public void Dispose() => producer.Dispose();

    /// <summary>A stream's key.</summary>
    public static byte[] KeyOf(MadeStream stream) => Encoding.UTF8.GetBytes(stream.Name);

    private void Keep(Error? error)
    {
        if (error is not null)
        {
            Interlocked.CompareExchange(ref failure, error, null);
        }
    }

    private void ThrowWhatFailed()
    {
        if (Volatile.Read(ref failure) is { } error)
        {
            throw new KafkaException(error);
        }
    }
}
