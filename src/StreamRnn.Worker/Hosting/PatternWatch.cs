using System.Text;
using System.Text.RegularExpressions;
using StreamRnn.Core.Streams;

namespace StreamRnn.Worker.Hosting;

/// <summary>
/// Finds the patterns of groups and rules that match no stream: most are written wrong, and nothing else would tell. It looks at the keys of the first readings
/// of the worker, of whatever lane, and is done.
/// </summary>
internal sealed class PatternWatch(IReadOnlyList<(string Path, Regex Pattern)> patterns, ILogger logger)
{
    /// <summary>So many readings are looked at.</summary>
    public const int Readings = 100_000;

    private readonly bool[] matched = new bool[patterns.Count];
    private long seen;
    private int unmatched;

    /// <summary>Patterns that matched none of the readings; 0 until all were looked at.</summary>
    public int Unmatched => Volatile.Read(ref unmatched);

    /// <summary>Looks at a batch. Any lane's thread may call it; it costs a comparison once it is done.</summary>
    public void Look(EventBatch batch)
    {
        if (patterns.Count == 0 || Volatile.Read(ref seen) >= Readings)
        {
            return;
        }

        for (int i = 0; i < batch.Count; i++)
        {
            Look(batch[i].Key);
        }

        long all = Interlocked.Add(ref seen, batch.Count);
        if (all >= Readings && all - batch.Count < Readings)
        {
            Conclude();
        }
    }

    private void Look(ReadOnlySpan<byte> key)
    {
        const int StackChars = 512;
        int length = Encoding.UTF8.GetCharCount(key);
        Span<char> name = length <= StackChars ? stackalloc char[length] : new char[length];
        Encoding.UTF8.GetChars(key, name);
        for (int pattern = 0; pattern < matched.Length; pattern++)
        {
            if (!Volatile.Read(ref matched[pattern]) && patterns[pattern].Pattern.IsMatch(name))
            {
                Volatile.Write(ref matched[pattern], true);
            }
        }
    }

    private void Conclude()
    {
        foreach (((string path, Regex pattern), bool isMatched) in patterns.Zip(matched))
        {
            if (!isMatched)
            {
                Interlocked.Increment(ref unmatched);
                logger.PatternMatchesNothing(path, Quotation.Cut(pattern.ToString()), Readings);
            }
        }
    }
}
