using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Worker.Demo;

/// <summary>Writes readings to one topic: the key is the stream, the value JSON, the record's timestamp the event time.</summary>
internal sealed class KafkaReadingSink : IReadingSink, IDisposable
{
    private readonly IProducer<byte[], byte[]> producer;
    private readonly string topic;
    private Error? failure;

    public KafkaReadingSink(string bootstrapServers, string topic)
    {
        this.topic = topic;
        ProducerConfig configuration = new()
        {
            BootstrapServers = bootstrapServers,
            // A retry must not change the order: the demo's output is the same in every run.
            EnableIdempotence = true,
            LingerMs = 1,
        };
        producer = new ProducerBuilder<byte[], byte[]>(configuration)
            // What goes wrong comes back with the records; the client's own log would run into the demo's output.
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <inheritdoc/>
    public void Send(DemoReading reading) => producer.Produce(
        topic,
        new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(reading.Stream),
            Value = Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{{\"time\":{reading.Time},\"value\":{reading.Value}}}")),
            Timestamp = new Timestamp(reading.Time, TimestampType.CreateTime),
        },
        report =>
        {
            if (report.Error.IsError)
            {
                Interlocked.CompareExchange(ref failure, report.Error, null);
            }
        });

    /// <inheritdoc/>
    /// <exception cref="KafkaException">A record could not be delivered.</exception>
    public void Flush(CancellationToken cancellationToken)
    {
        producer.Flush(cancellationToken);
        if (Volatile.Read(ref failure) is { } error)
        {
            throw new KafkaException(error);
        }
    }

    /// <summary>Ends the producer without waiting for what is under way.</summary>
    public void Dispose() => producer.Dispose();
}
