using System.Buffers.Text;
using System.Globalization;
using System.Text;
using StreamRnn.Core.Snapshots;

namespace StreamRnn.Kafka.Snapshots;

/// <summary>
/// The keys of a partition's snapshot records, as text that people can read: <c>GROUP/INPUT/head/0/1</c>, <c>GROUP/INPUT/rows/17/0</c> and <c>GROUP/INPUT/manifest/0</c>. Those
/// of other groups and inputs in the same topic are passed over.
/// </summary>
internal sealed class SnapshotKeys(string group, string input)
{
    private readonly string prefixText = $"{group}/{input}/";
    private readonly byte[] prefix = Encoding.UTF8.GetBytes($"{group}/{input}/");

    public byte[] Of(SnapshotPlace place) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefixText}{(place.IsHead ? "head" : "rows")}/{place.Index}/{place.Slot}"));

    public byte[] OfManifest(int slot) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefixText}manifest/{slot}"));

    /// <summary>The slot of a manifest's key.</summary>
    public bool TryReadManifest(ReadOnlySpan<byte> key, out int slot)
    {
        slot = 0;
        return TryTake(ref key, prefix) && TryTake(ref key, "manifest/"u8) && TryReadSlot(key, out slot);
    }

    /// <summary>Where a chunk stands, by its key.</summary>
    public bool TryReadPlace(ReadOnlySpan<byte> key, out SnapshotPlace place)
    {
        place = default;
        if (!TryTake(ref key, prefix))
        {
            return false;
        }

        bool isHead = TryTake(ref key, "head/"u8);
        if (!(isHead || TryTake(ref key, "rows/"u8)) || !Utf8Parser.TryParse(key, out int index, out int length) || index < 0)
        {
            return false;
        }

        key = key[length..];
        if (!TryTake(ref key, "/"u8) || !TryReadSlot(key, out int slot))
        {
            return false;
        }

        place = new SnapshotPlace(isHead, index, slot);
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> key, ReadOnlySpan<byte> part)
    {
        if (!key.StartsWith(part))
        {
            return false;
        }

        key = key[part.Length..];
        return true;
    }

    private static bool TryReadSlot(ReadOnlySpan<byte> key, out int slot)
    {
        slot = key.SequenceEqual("1"u8) ? 1 : 0;
        return slot == 1 || key.SequenceEqual("0"u8);
    }
}
