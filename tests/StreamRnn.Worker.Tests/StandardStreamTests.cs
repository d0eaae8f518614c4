using System.Text;

namespace StreamRnn.Worker.Tests;

public sealed class StandardStreamTests
{
    [Fact]
    public void Write_WhatIsWrittenToPasses()
    {
        var inner = new StringWriter { NewLine = "\n" };
        var stream = new StandardStream(inner, failure => throw failure);

        stream.Write('a');
        stream.Write("b");
        stream.Write(['c', 'd', 'e'], 1, 1);
        stream.WriteLine("f");

        Assert.Equal("abdf\n", inner.ToString());
    }

    [Fact]
    public async Task Write_TheFileIsFull_IsHandedOver()
    {
        List<string> failures = [];
        var stream = new StandardStream(new FullWriter(), failure => failures.Add(failure.Message));

        stream.Write('a');
        stream.Write("b");
        await stream.WriteLineAsync("c");
        stream.Flush();

        Assert.Equal(["full", "full", "full", "full"], failures);
    }

    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("full");

        public override void Flush() => throw new IOException("full");
    }
}
