namespace StreamRnn.Integration.Tests.Worker.Readme;

/// <summary>A fenced block of the README.</summary>
/// <param name="FirstLine">The line after the opening fence, 0-based.</param>
/// <param name="Language">The first word after the fence.</param>
/// <param name="Title">The file that the block is, from <c>title=NAME</c>; or null.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record ReadmeBlock(int FirstLine, string Language, string? Title, string[] Lines)
{
    private const string Fence = "```";
    private const string TitleMark = "title=";

    public string Text => string.Join('\n', Lines) + "\n";

    /// <summary>All blocks, in order.</summary>
    public static IEnumerable<ReadmeBlock> Of(string[] page)
    {
        for (int open = 0; open < page.Length; open++)
        {
            if (!page[open].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            int close = Array.IndexOf(page, Fence, open + 1);
            string[] words = page[open][Fence.Length..].Split(' ');
            string? title = words.FirstOrDefault(word => word.StartsWith(TitleMark, StringComparison.Ordinal))?[TitleMark.Length..];
            yield return new ReadmeBlock(open + 1, words[0], title, page[(open + 1)..close]);
            open = close;
        }
    }
}
