using System.Text;
using System.Text.Json;
using StreamRnn.Kafka.Options;

namespace StreamRnn.Kafka.Parsing;

/// <summary>
/// The configured JSON pointers (RFC 6901) as one tree, so that a value is read in one pass. A node is either a leaf
/// (the time or a feature) or has children, by member name or by array index.
/// </summary>
internal sealed class PointerTree
{
    /// <summary>The leaf that holds the event time; features are 0 and above.</summary>
    public const int TimeLeaf = -1;

    private const int Inner = -2;

    private readonly byte[] name;
    private readonly int arrayIndex;
    private readonly List<PointerTree> children = [];

    private PointerTree(string segment)
    {
        name = Encoding.UTF8.GetBytes(segment);
        arrayIndex = IsArrayIndex(segment) ? int.Parse(segment, System.Globalization.CultureInfo.InvariantCulture) : -1;
    }

    /// <summary><see cref="TimeLeaf"/>, a feature's index, or below <see cref="TimeLeaf"/> where the node has children.</summary>
    public int Leaf { get; private set; } = Inner;

    /// <summary>Whether the node has children.</summary>
    public bool IsInner => Leaf == Inner;

    /// <summary>Makes the tree of pointers that <see cref="JsonPointers.Problem"/> found nothing wrong with.</summary>
    public static PointerTree Build(string timePointer, IReadOnlyList<string> valuePointers)
    {
        if (JsonPointers.Problem(timePointer, valuePointers) is { } problem)
        {
            throw new ArgumentException(problem, nameof(valuePointers));
        }

        var root = new PointerTree("");
        root.Insert(timePointer, TimeLeaf);
        for (int feature = 0; feature < valuePointers.Count; feature++)
        {
            root.Insert(valuePointers[feature], feature);
        }

        return root;
    }

    /// <summary>The child that the member name under the reader leads to, or null. A name with half a surrogate pair names nothing.</summary>
    public PointerTree? Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped && !EscapedText.IsWellFormed(ref reader))
        {
            return null;
        }

        foreach (PointerTree child in children)
        {
            if (reader.ValueTextEquals(child.name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The child at an array index, or null.</summary>
    public PointerTree? Element(int index)
    {
        foreach (PointerTree child in children)
        {
            if (child.arrayIndex == index)
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>Forgets what was read at this node and below.</summary>
    public void Forget(ParsedReading reading)
    {
        if (Leaf == TimeLeaf)
        {
            reading.TimeState = FieldState.Absent;
        }
        else if (Leaf >= 0)
        {
            reading.ValueStates[Leaf] = FieldState.Absent;
            reading.WritableValues[Leaf] = double.NaN;
        }

        foreach (PointerTree child in children)
        {
            child.Forget(reading);
        }
    }

    /// <summary>
    /// The children as members for the scanner, without those whose name can only be written with escapes, which it leaves to
    /// the reader. Counts the inner nodes in <paramref name="innerMembers"/>.
    /// </summary>
    public ScannedMember[] ScannedMembers(ref int innerMembers)
    {
        List<ScannedMember> members = [];
        foreach (PointerTree child in children.Where(static child => ScannedMember.CanBeWrittenPlainly(child.name)))
        {
            int ordinal = child.IsInner ? innerMembers++ : -1;
            members.Add(new ScannedMember(child.name, child.Leaf, ordinal, child.ScannedMembers(ref innerMembers)));
        }

        return [.. members];
    }

    private static bool IsArrayIndex(string segment) =>
        segment is "0" || (segment.Length is > 0 and < 10 && segment[0] != '0' && segment.All(char.IsAsciiDigit));

    private void Insert(string pointer, int leaf)
    {
        PointerTree node = this;
        foreach (string segment in pointer[1..].Split('/').Select(JsonPointers.Unescape))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(segment);
            PointerTree? child = node.children.Find(existing => existing.name.AsSpan().SequenceEqual(bytes));
            if (child is null)
            {
                child = new PointerTree(segment);
                node.children.Add(child);
            }

            node = child;
        }

        node.Leaf = leaf;
    }
}
