using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Confluent.Kafka;

namespace StreamRnn.Kafka.Native;

/// <summary>
/// Takes messages from a consumer in batches, by librdkafka's own batch call, and shows them in the client's memory: nothing
/// is copied and nothing allocated. Confluent.Kafka stays in charge of all else of the client. Belongs to one thread, but for
/// <see cref="QueueOf"/> and <see cref="Wake"/>, which are another's.
/// </summary>
/// <remarks>
/// The partitions' queues are forwarded to one queue of ours, which holds records and partitions' errors only: a rebalance
/// comes in the consumer's own Consume and so never within a batch. The forwarding is set in the assigned handler, before
/// the client begins to fetch, and the client keeps one that the application has set; so all records come this way.
/// </remarks>
internal sealed unsafe class NativeMessages : IDisposable
{
    private const int TimestampNotAvailable = 0;

    private readonly SafeHandle client;
    private readonly NativeMessage** messages;
    private readonly int capacity;
    private nint queue;

    /// <summary>Makes a queue of this client's, and room for <paramref name="capacity"/> messages at a time.</summary>
    public NativeMessages(SafeHandle client, int capacity)
    {
        this.client = client;
        this.capacity = capacity;

        // The client must outlive the queue, whoever disposes the consumer.
        bool isAdded = false;
        client.DangerousAddRef(ref isAdded);
        messages = (NativeMessage**)NativeMemory.Alloc((nuint)capacity, (nuint)sizeof(NativeMessage*));
        queue = LibrdkafkaMessages.NewQueue(client.DangerousGetHandle());
    }

    /// <summary>Messages that the client has ready for the next batch. Any thread may ask.</summary>
    public int Waiting => (int)LibrdkafkaMessages.Length(queue);

    /// <summary>Messages at hand, since <see cref="Read"/> and until <see cref="Release"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The message with this index, in the order in which they came: by offset within a partition.</summary>
    public ref readonly NativeMessage this[int index] => ref *Pointer(index);


    /// <summary>A partition's queue, whose records come here from its <see cref="PartitionQueue.Forward"/> on, which is to be called in the assigned handler; null where the client doesn't know the partition.</summary>
    public PartitionQueue? QueueOf(string topic, int partition)
    {
        nint source = LibrdkafkaMessages.PartitionQueue(client.DangerousGetHandle(), topic, partition);
        return source == 0 ? null : new PartitionQueue(source, queue);
    }

    /// <summary>Takes what is there, and where that is nothing waits for the first message, at most <paramref name="wait"/>.</summary>
    public void Read(TimeSpan wait)
    {
        if (!TryRead())
        {
            Wait(wait);
        }
    }

    /// <summary>Takes what is there; false where that is nothing.</summary>
    public bool TryRead()
    {
        if (Count > 0)
        {
            throw new InvalidOperationException($"{Count} messages of the last batch were not released.");
        }

        Count = Consume(0, 0, capacity);
        return Count > 0;
    }

    /// <summary>Waits for the first message, at most <paramref name="wait"/> and until <see cref="Wake"/>, and takes it with what came behind it. To be called where <see cref="TryRead"/> found nothing.</summary>
    public void Wait(TimeSpan wait)
    {
        // The call waits until it has as many as it may take: it is asked for one here, and for the rest without a wait.
        if (Consume(0, (int)wait.TotalMilliseconds, 1) == 1)
        {
            Count = 1 + Consume(1, 0, capacity - 1);
        }
    }

    /// <summary>Ends a wait, or the next one. Any thread may call it.</summary>
    public void Wake() => LibrdkafkaMessages.Wake(queue);

    /// <summary>Gives the messages' memory back to the client.</summary>
    public void Release()
    {
        for (int i = 0; i < Count; i++)
        {
            LibrdkafkaMessages.Destroy(messages[i]);
        }

        Count = 0;
    }

    /// <summary>Begins to fetch the key and the value of a message from memory; does nothing where there is no such message.</summary>
    public void PrefetchText(int index)
    {
        if (Sse.IsSupported && (uint)index < (uint)Count)
        {
            messages[index]->Prefetch();
        }
    }

    /// <summary>A message's own timestamp, Unix milliseconds, or <paramref name="missing"/> where it has none.</summary>
    public long Timestamp(int index, long missing)
    {
        int type;
        long timestamp = LibrdkafkaMessages.Timestamp(Pointer(index), &type);
        return type == TimestampNotAvailable ? missing : timestamp;
    }

    /// <summary>A copy of a message's headers, or null where it has none.</summary>
    public Headers? Headers(int index)
    {
        if (LibrdkafkaMessages.Headers(Pointer(index), out nint native) != 0)
        {
            return null;
        }

        var headers = new Headers();
        for (nuint i = 0; LibrdkafkaMessages.Header(native, i, out byte* name, out byte* value, out nuint length) == 0; i++)
        {
            string text = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
            headers.Add(text, value is null ? null : new ReadOnlySpan<byte>(value, checked((int)length)).ToArray());
        }

        return headers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (queue == 0)
        {
            return;
        }

        Release();
        LibrdkafkaMessages.DestroyQueue(queue);
        queue = 0;
        NativeMemory.Free(messages);
        client.DangerousRelease();
    }

    private int Consume(int start, int timeoutMilliseconds, int count)
    {
        nint taken = count == 0 ? 0 : LibrdkafkaMessages.ConsumeBatch(queue, timeoutMilliseconds, messages + start, (nuint)count);
        return taken >= 0 ? (int)taken : throw new KafkaFatalException("The Kafka client refuses to hand out messages: its queue is gone.");
    }

    private NativeMessage* Pointer(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return messages[index];
    }
}
