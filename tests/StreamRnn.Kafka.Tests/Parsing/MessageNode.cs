using System.Text;

namespace StreamRnn.Kafka.Tests.Parsing;

/// <summary>The shape that pointers describe, as a producer of such messages has it: names within names.</summary>
internal sealed class MessageNode
{
    private MessageNode(string name) => Name = Encoding.UTF8.GetBytes(name);

    /// <summary>The member's name as bytes, which are not always a valid JSON string.</summary>
    public byte[] Name { get; }

    /// <summary>Whether the event time stands here.</summary>
    public bool IsTime { get; private set; }

    /// <summary>The members inside; none for the time or a feature.</summary>
    public List<MessageNode> Members { get; } = [];

    /// <summary>The tree of a time pointer and the features' pointers.</summary>
    public static MessageNode Of(string timePointer, IEnumerable<string> valuePointers)
    {
        var root = new MessageNode("");
        root.Add(timePointer).IsTime = true;
        foreach (string pointer in valuePointers)
        {
            root.Add(pointer);
        }

        return root;
    }

    private MessageNode Add(string pointer)
    {
        MessageNode node = this;
        foreach (string part in pointer[1..].Split('/'))
        {
            string name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            MessageNode? member = node.Members.Find(one => one.Name.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(name)));
            if (member is null)
            {
                member = new MessageNode(name);
                node.Members.Add(member);
            }

            node = member;
        }

        return node;
    }
}
