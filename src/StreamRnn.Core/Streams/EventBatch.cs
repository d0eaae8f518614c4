using System.Runtime.CompilerServices;

namespace StreamRnn.Core.Streams;

/// <summary>
/// Events in lane order, copied from the reader's buffers, so that a lane can look ahead: fetch the rows of the later ones
/// from memory and forecast several streams at once. A batch never changes a result.
/// </summary>
public sealed class EventBatch
{
    private const int TypicalKeyBytes = 32;

    private readonly int features;
    private readonly Entry[] entries;
    private readonly double[] values;
    private byte[] keys;
    private int keyBytes;

    /// <summary>Makes room for events of <paramref name="features"/> values each.</summary>
    /// <param name="capacity">Events, 1 to 65,536.</param>
    /// <param name="features">Values an event, 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size lies outside its range.</exception>
    public EventBatch(int capacity, int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(features, LaneOptions.MaxFeatures);
        this.features = features;
        entries = new Entry[capacity];
        values = new double[capacity * features];
        keys = new byte[capacity * TypicalKeyBytes];
    }

    /// <summary>Bytes that a batch takes, with keys of the usual length.</summary>
    public static long SizeBytes(int capacity, int features) =>
        (long)capacity * (Unsafe.SizeOf<Entry>() + features * sizeof(double) + TypicalKeyBytes);

    /// <summary>Events in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Events it has room for.</summary>
    public int Capacity => entries.Length;

    /// <summary>The event with this index, in order of addition.</summary>
    public SensorEvent this[int index]
    {
        get
        {
            ref readonly Entry entry = ref entries.AsSpan(0, Count)[index];
            return new SensorEvent
            {
                Key = keys.AsSpan(entry.KeyStart, entry.KeyLength),
                Time = entry.Time,
                Values = values.AsSpan(index * features, features),
                Offset = entry.Offset,
            };
        }
    }

    /// <summary>Copies an event in. Allocates only where its key doesn't fit the room that earlier batches made.</summary>
    /// <exception cref="InvalidOperationException">The batch is full.</exception>
    /// <exception cref="ArgumentException">The event has another number of values.</exception>
    public void Add(in SensorEvent sensorEvent)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException($"The batch is full: it has room for {Capacity} events.");
        }

        if (sensorEvent.Values.Length != features)
        {
            throw new ArgumentException($"The event has {sensorEvent.Values.Length} values; the batch takes {features}.", nameof(sensorEvent));
        }

        if (keys.Length - keyBytes < sensorEvent.Key.Length)
        {
            Array.Resize(ref keys, Math.Max(2 * keys.Length, keyBytes + sensorEvent.Key.Length));
        }

        sensorEvent.Key.CopyTo(keys.AsSpan(keyBytes));
        sensorEvent.Values.CopyTo(values.AsSpan(Count * features, features));
        entries[Count++] = new Entry(StreamKey.Of(sensorEvent.Key), sensorEvent.Time, sensorEvent.Offset, keyBytes, sensorEvent.Key.Length);
        keyBytes += sensorEvent.Key.Length;
    }

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Count = 0;
        keyBytes = 0;
    }

    internal StreamKey KeyOf(int index) => entries[index].Stream;

    private readonly record struct Entry(StreamKey Stream, long Time, long Offset, int KeyStart, int KeyLength);
}
