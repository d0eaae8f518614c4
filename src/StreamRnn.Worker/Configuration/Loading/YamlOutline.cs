using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Looks through a YAML text before a tree is made of it: what the tree would overflow the stack with, or go round in circles about, is told here with its line.</summary>
internal sealed class YamlOutline
{
    /// <summary>The configuration itself has three levels and a list.</summary>
    private const int MaxDepth = 16;

    private readonly Stack<Collection> open = [];

    /// <summary>What is wrong with the text, or null.</summary>
    public static (long Line, string Problem)? ProblemOf(string text)
    {
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        return nul >= 0
            ? (1 + text.AsSpan(0, nul).Count('\n'), "holds a NUL character, at which YAML would end; take it out")
            : new YamlOutline().Problem(text);
    }

    private (long Line, string Problem)? Problem(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            while (parser.MoveNext())
            {
                if (Take(parser.Current!) is { } problem)
                {
                    return (parser.Current!.Start.Line, problem);
                }
            }

            return null;
        }
        catch (YamlException unreadable)
        {
            return (LineOf(unreadable, text), $"this is not YAML: {unreadable.Message}");
        }
        catch (InvalidOperationException)
        {
            // The scanner's own, mostly for a bracket that is still open where the next key begins.
            return open.TryPeek(out Collection? unclosed) && unclosed.Bracket is { } bracket
                ? (unclosed.Line, $"this is not YAML: the {bracket} that is opened here is not closed")
                : (parser.Current?.End.Line ?? 1, "this is not YAML: it can't be read on from here");
        }
    }

    private string? Take(ParsingEvent next)
    {
        if (next is MappingEnd or SequenceEnd)
        {
            open.Pop();
            return null;
        }

        if (next is not (Scalar or AnchorAlias or MappingStart or SequenceStart))
        {
            return null;
        }

        bool isKey = open.TryPeek(out Collection? parent) && parent.IsMapping && parent.Children++ % 2 == 0;
        if (isKey && next is not Scalar)
        {
            return "a key is a list, a section or an alias; write it as a text";
        }

        if (open.Count == MaxDepth)
        {
            return $"stands more than {MaxDepth} levels deep, where no key is";
        }

        if (next is MappingStart mapping)
        {
            open.Push(new Collection(next.Start.Line, IsMapping: true, mapping.Style == MappingStyle.Flow ? '{' : null));
        }
        else if (next is SequenceStart sequence)
        {
            open.Push(new Collection(next.Start.Line, IsMapping: false, sequence.Style == SequenceStyle.Flow ? '[' : null));
        }

        return null;
    }

    /// <summary>The parser blames a tab in the indentation on the line before it.</summary>
    private static long LineOf(YamlException unreadable, string text)
    {
        int tab = text.Split('\n').Index().FirstOrDefault(line => line.Item[..^line.Item.TrimStart().Length].Contains('\t', StringComparison.Ordinal)).Index;
        return unreadable.Message.Contains("tab", StringComparison.Ordinal) && tab > 0 ? tab + 1 : unreadable.End.Line;
    }

    /// <summary>A list or a section whose end has not come yet.</summary>
    private sealed record Collection(long Line, bool IsMapping, char? Bracket)
    {
        public int Children { get; set; }
    }
}
