using StreamRnn.Worker.Evaluation.Scorers;

namespace StreamRnn.Worker.Tests.Evaluation.Scorers;

public sealed class LabelledRangeTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("000", "")]
    [InlineData("111", "0-2")]
    [InlineData("1001101", "0-0 3-4 6-6")]
    public void Of_Labels_AreTheirRuns(string labels, string expected) =>
        Assert.Equal(expected, string.Join(' ', LabelledRange.Of([.. labels.Select(label => label == '1')]).Select(range => $"{range.First}-{range.Last}")));
}
