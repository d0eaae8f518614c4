using System.ComponentModel;
using StreamRnn.Worker.Configuration.Constraints;
using System.Net;

namespace StreamRnn.Worker.Configuration;

[Description("The port of health, metrics, the alert's schema and the live page.")]
internal sealed record HttpSection
{
    [Description("The address to listen on; `0.0.0.0` or `::` for all.")]
    [Address]
    public string Address { get; init; } = "0.0.0.0";

    [Description("The port of `/livez`, `/readyz`, `/metrics`, `/muted`, `/schemas/alert/v1` and `/schemas/summary/v1`; 0 takes a free one.")]
    [NumberRange(0, IPEndPoint.MaxPort)]
    public int Port { get; init; } = 8080;

    [Description("Streams that a live page at `/` shows, the first that appear; 0 for no page. It asks for no password: whoever reaches the port sees their readings. 28 KiB a stream.")]
    [NumberRange(0, 1000)]
    public int LiveStreams { get; init; }
}
