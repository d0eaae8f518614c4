using System.ComponentModel;
using StreamRnn.Worker.Configuration.Constraints;
using System.Net;

namespace StreamRnn.Worker.Configuration;

[Description("The port of health, metrics and the alert's schema.")]
internal sealed record HttpSection
{
    [Description("The address to listen on; `0.0.0.0` or `::` for all.")]
    [Address]
    public string Address { get; init; } = "0.0.0.0";

    [Description("The port of `/livez`, `/readyz`, `/metrics` and `/schemas/alert/v1`; 0 takes a free one.")]
    [NumberRange(0, IPEndPoint.MaxPort)]
    public int Port { get; init; } = 8080;
}
