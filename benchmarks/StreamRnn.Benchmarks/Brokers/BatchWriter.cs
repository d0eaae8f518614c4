using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Confluent.Kafka;
using StreamRnn.Kafka.Native;

namespace StreamRnn.Benchmarks.Brokers;

/// <summary>
/// Hands a partition's readings to the client many at a time. A load that is written one by one takes most of a core that
/// whoever is measured needs; this takes far less.
/// </summary>
internal sealed unsafe class BatchWriter : IDisposable
{
    private const int Capacity = 512;
    private const int MaxValueBytes = 128;
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(2);

    private readonly OutgoingMessage[] messages = GC.AllocateArray<OutgoingMessage>(Capacity, pinned: true);
    private readonly byte[] values = GC.AllocateArray<byte>(Capacity * MaxValueBytes, pinned: true);
    private readonly SafeHandle client;
    private readonly nint topic;
    private readonly int partition;
    private int count;

    public BatchWriter(IClient producer, string topic, int partition)
    {
        client = ClientHandle.Of(producer);
        bool isAdded = false;
        client.DangerousAddRef(ref isAdded);
        this.topic = LibrdkafkaProducing.NewTopic(client.DangerousGetHandle(), topic, 0);
        this.partition = partition;
    }

    /// <summary>Adds a reading; a full batch goes to the client.</summary>
    /// <param name="key">On the pinned heap: it is read when the batch goes.</param>
    /// <param name="time">Unix milliseconds.</param>
    /// <param name="value">The reading.</param>
    public void Write(byte[] key, long time, double value)
    {
        Span<byte> buffer = values.AsSpan(count * MaxValueBytes, MaxValueBytes);
        Utf8.TryWrite(buffer, CultureInfo.InvariantCulture, $$"""{"time":{{time}},"value":{{value:F4}}}""", out int length);
        messages[count++] = new OutgoingMessage
        {
            Value = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(values, (count - 1) * MaxValueBytes),
            ValueLength = (nuint)length,
            Key = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(key, 0),
            KeyLength = (nuint)key.Length,
        };
        if (count == Capacity)
        {
            Send();
        }
    }

    /// <summary>Hands over what has gathered; waits while the client's queue is full.</summary>
    public void Send()
    {
        OutgoingMessage* next = (OutgoingMessage*)Marshal.UnsafeAddrOfPinnedArrayElement(messages, 0);
        for (int left = count; left > 0;)
        {
            int taken = LibrdkafkaProducing.Produce(topic, partition, LibrdkafkaProducing.Copy, next, left);

            // Those that were taken are the first ones: the client refuses from the first that finds no room on.
            next += taken;
            left -= taken;
            if (left > 0)
            {
                Require(next->Error);
                Thread.Sleep(FullQueuePause);
            }
        }

        count = 0;
    }

    public void Dispose()
    {
        LibrdkafkaProducing.DestroyTopic(topic);
        client.DangerousRelease();
    }

    private static void Require(int error)
    {
        if ((ErrorCode)error != ErrorCode.Local_QueueFull)
        {
            throw new InvalidOperationException($"The client refuses a record: {new Error((ErrorCode)error).Reason}.");
        }
    }
}
