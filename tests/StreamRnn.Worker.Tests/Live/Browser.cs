using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StreamRnn.Worker.Tests.Live;

/// <summary>A headless Chromium with one page, driven over its debugging port.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-browser").FullName;
    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource deadline = new(Wait.Patience);
    private int calls;

    private Browser(string program) => process = Process.Start(new ProcessStartInfo(program)
    {
        ArgumentList =
        {
            "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", $"--user-data-dir={folder}", "about:blank",
        },
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Opens a page; the test is skipped where there is no browser.</summary>
    public static async Task<Browser> OpenAsync(Uri page)
    {
        Browser browser = new(RequiredTool.OnPath("chromium", "it looks at the live page"));
        browser.process.BeginErrorReadLine();
        browser.process.BeginOutputReadLine();
        try
        {
            await browser.ConnectAsync();
            await browser.CallAsync("Page.navigate", new { url = page.ToString() });
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a JavaScript expression is true.</summary>
    public Task WaitForAsync(string condition) => Wait.UntilAsync(() => IsTrueAsync(condition), $"the page comes to {condition}");

    /// <summary>The text of the first element that a CSS selector finds.</summary>
    public async Task<string?> TextAsync(string selector) =>
        (await EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)})?.innerText")).GetProperty("value").GetString();

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        deadline.Dispose();
        process.Kill(entireProcessTree: true);
        await Wait.ForAsync(process.WaitForExitAsync(), "the browser ends");
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task ConnectAsync()
    {
        // The browser writes the file once it listens: its port, and the path of the browser's own socket.
        string portFile = Path.Combine(folder, "DevToolsActivePort");
        string[] port = [];
        await Wait.UntilAsync(
            async () =>
            {
                Assert.False(process.HasExited, "The browser ended as soon as it was started.");
                port = File.Exists(portFile) ? await File.ReadAllLinesAsync(portFile) : [];
                return port.Length == 2;
            },
            "the browser listens");
        using HttpClient client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port[0]}") };
        using JsonDocument targets = JsonDocument.Parse(await client.GetStringAsync("/json/list", deadline.Token));
        string address = targets.RootElement.EnumerateArray()
            .Single(target => target.GetProperty("type").GetString() == "page").GetProperty("webSocketDebuggerUrl").GetString()!;
        await socket.ConnectAsync(new Uri(address), deadline.Token);
    }

    private async Task<bool> IsTrueAsync(string condition) =>
        (await EvaluateAsync($"Boolean({condition})")).TryGetProperty("value", out JsonElement value) && value.GetBoolean();

    private async Task<JsonElement> EvaluateAsync(string expression) =>
        (await CallAsync("Runtime.evaluate", new { expression, returnByValue = true })).GetProperty("result");

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        int id = ++calls;
        await socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true, deadline.Token);
        while (true)
        {
            using JsonDocument message = JsonDocument.Parse(await ReceiveAsync());
            if (message.RootElement.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id)
            {
                return message.RootElement.GetProperty("result").Clone();
            }
        }
    }

    private async Task<string> ReceiveAsync()
    {
        StringBuilder text = new();
        byte[] buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer.AsMemory(), deadline.Token);
            text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
        while (!received.EndOfMessage);
        return text.ToString();
    }
}
