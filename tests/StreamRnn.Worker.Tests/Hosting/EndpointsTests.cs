using System.Net;
using Microsoft.AspNetCore.Builder;
using StreamRnn.Worker.Configuration;
using StreamRnn.Worker.Hosting;

namespace StreamRnn.Worker.Tests.Hosting;

public sealed class EndpointsTests : IAsyncLifetime
{
    private readonly WebApplication host = WorkerHost.Build(
        new WorkerOptions
        {
            Kafka = new KafkaSection { BootstrapServers = "127.0.0.1:1", StopTimeout = TimeSpan.FromSeconds(1) },
            Http = new HttpSection { Address = "127.0.0.1", Port = 0 },
        },
        logging: _ => { });

    private readonly HttpClient client = new();

    [Theory]
    [InlineData("/livez", HttpStatusCode.OK)]
    [InlineData("/readyz", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/metrics", HttpStatusCode.OK)]
    [InlineData("/muted", HttpStatusCode.OK)]
    [InlineData("/schemas/alert/v1", HttpStatusCode.OK)]
    [InlineData("/schemas/summary/v1", HttpStatusCode.OK)]
    public async Task Head_EveryEndpoint_HasTheStatusAndTypeOfGetAndNoBody(string path, HttpStatusCode expected)
    {
        using var head = new HttpRequestMessage(HttpMethod.Head, path);
        using HttpResponseMessage headers = await client.SendAsync(head);
        using HttpResponseMessage full = await client.GetAsync(path);

        Assert.Equal((expected, expected), (headers.StatusCode, full.StatusCode));
        Assert.Equal(full.Content.Headers.ContentType, headers.Content.Headers.ContentType);
        Assert.Empty(await headers.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/muted")]
    [InlineData("/schemas/alert/v1")]
    [InlineData("/schemas/summary/v1")]
    public async Task Send_AMethodThatDoesNotRead_IsNotAllowed(string path)
    {
        foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
        {
            using var request = new HttpRequestMessage(method, path);
            using HttpResponseMessage answer = await client.SendAsync(request);

            Assert.Equal((method, HttpStatusCode.MethodNotAllowed), (method, answer.StatusCode));
            Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
        }
    }

    public async ValueTask InitializeAsync()
    {
        await host.StartAsync();
        client.BaseAddress = new Uri(host.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.StopAsync();
        await host.DisposeAsync();
    }
}
