namespace StreamRnn.Integration.Tests.Architecture;

/// <summary>The folders of a project know each other in one direction, so that each can be read after those that it knows.</summary>
public sealed class FolderGraphTests
{
    [Theory]
    [InlineData("StreamRnn.Core")]
    [InlineData("StreamRnn.Kafka")]
    public void Folders_OfAProject_KnowEachOtherInOneDirection(string project)
    {
        FolderGraph graph = FolderGraph.Read(project);

        Assert.NotEmpty(graph.Folders);
        Assert.Empty(graph.Misplaced);
        Assert.Null(graph.Cycle());
    }
}
