using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void Write_IsWhatDocsHold()
    {
        var reference = new StringWriter { NewLine = "\n" };
        ConfigurationReference.Write(reference);

        string page = File.ReadAllText(RepositoryRoot.At("docs/configuration.md"));

        Assert.True(
            reference.ToString() == page,
            "docs/configuration.md is not what the options say; write it anew: dotnet run --project src/StreamRnn.Worker -- validate --reference > docs/configuration.md");
    }
}
