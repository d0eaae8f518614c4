using Confluent.Kafka;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Consuming;

/// <summary>Makes the clients that a worker would make, connects them to nothing and lets go of them: what the library has against the properties together, and against the files that they name, it says only then.</summary>
public static class ClientTrial
{
    /// <summary>What the library says, or null where it takes the properties.</summary>
    public static string? Refusal(KafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConsumerConfig consumer = ClientConfiguration.Consumer(options);
        ProducerConfig producer = ClientConfiguration.Producer(options);
        consumer.BootstrapServers = null;
        producer.BootstrapServers = null;
        try
        {
            new ConsumerBuilder<Ignore, Ignore>(consumer).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build().Dispose();
            new ProducerBuilder<Null, Null>(producer).SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build().Dispose();
            return null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException or FormatException or KafkaException)
        {
            return refused.Message;
        }
    }
}
