using System.Runtime.InteropServices;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Forecasting;

/// <summary>
/// An older self of a stream's forecaster, whose weights stand still: what a burst of other data has made of the weights in use is undone by it, once it
/// forecasts better. It holds no stream's state.
/// </summary>
/// <remarks>
/// <para>
/// It steps along with the weights in use, so that both are judged by forecasts of readings that neither has learned from. With a the recent mean of its errors'
/// magnitude (rate 0.05), c that of the forecaster in use, u the usual a (rate 1/2000, errors clipped at 8 u): the stream is disturbed where a > 3 u.
/// </para>
/// <para>
/// Undisturbed, where c > 1.5 a for 32 steps on end, the forecaster in use goes back to the anchor. Undisturbed for 64 steps, every 512 steps, where c ≤ 1.05 a, the
/// anchor comes up to it. A disturbance that has outlasted calm by 8192 steps is the new normal: the anchor comes up too. Until then the forecaster in use learns the
/// disturbance, for as long as it lasts; afterwards it never learns from those steps again.
/// </para>
/// </remarks>
internal sealed unsafe class Anchor(ForecasterLayout layout, ForecastNetwork network)
{
    /// <summary>Steps of a disturbance after which it is the new normal.</summary>
    public const int AcceptanceSteps = 8192;

    /// <summary>Steps after which a disturbance is more than a moment.</summary>
    private const int LastingSteps = 64;

    private const int WarmUp = 512;
    private const int RefreshInterval = 512;
    private const int CalmSteps = 64;
    private const int RollbackSteps = 32;
    private const double RecentRate = 0.05;
    private const double UsualRate = 1.0 / 2000;
    private const double ClipFactor = 8;
    private const double Disturbance = 3;
    private const double RollbackRatio = 1.5;
    private const double RefreshRatio = 1.05;

    private readonly float[] outputs = new float[layout.Network.OutputLength];
    private double magnitude;
    private double magnitudeInUse;
    private int readings;

    /// <summary>Makes the anchor's forecast of an event whose inputs are prepared, before the forecaster in use takes it in.</summary>
    public void Advance(ForecasterRow row, long time)
    {
        magnitude = magnitudeInUse = 0;
        readings = 0;
        if (!row.Anchor.IsSet)
        {
            return;
        }

        Span<float> input = row.AnchorNetworkRow[..layout.Network.Inputs];
        row.Input.CopyTo(input);
        for (int feature = 0; feature < layout.Features; feature++)
        {
            input[feature] = (float)row.AnchorPredictor(feature).Predict(LinearPredictor.Profile.BinOf(time));
        }

        network.Step(row.AnchorParameters, row.AnchorNetworkRow, outputs);
    }

    /// <summary>Compares the forecasts of a feature's reading.</summary>
    /// <param name="row">The stream's part of the forecaster.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="normalised">x.</param>
    /// <param name="time">The event's time.</param>
    /// <param name="errorInUse">x minus the forecast in use.</param>
    public void Observe(ForecasterRow row, int feature, double normalised, long time, double errorInUse)
    {
        if (!row.Anchor.IsSet)
        {
            return;
        }

        row.AnchorPredictor(feature).Observe(normalised, LinearPredictor.Profile.BinOf(time));
        magnitude += Math.Abs(normalised - outputs[feature]);
        magnitudeInUse += Math.Abs(errorInUse);
        readings++;
    }

    /// <summary>Ends an event: lets one self take over from the other where it is time to.</summary>
    /// <param name="row">The stream's part of the forecaster.</param>
    /// <param name="step">The stream's step, 0-based.</param>
    /// <returns>Whether the stream has been disturbed for so long that what it does now is not to be learned for good.</returns>
    public bool End(ForecasterRow row, long step)
    {
        ref AnchorState state = ref row.Anchor;
        if (!state.IsSet)
        {
            if (step >= WarmUp)
            {
                row.RefreshAnchor();
                state.IsSet = true;
            }

            return false;
        }

        if (readings > 0)
        {
            state.Follow(magnitude / readings, magnitudeInUse / readings);
        }

        if (state.HasAccepted || (step % RefreshInterval == 0 && state.MayRefresh))
        {
            row.RefreshAnchor();
            state.Refreshed();
        }
        else if (state.MustRollBack)
        {
            row.RollBack();
            state.RolledBack();
        }

        return state.IsLasting;
    }

    /// <summary>What an anchor knows of the errors. All-zero bytes are fresh.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AnchorState
    {
        private double usual;
        private double recent;
        private double recentInUse;
        private int steps;
        private int calm;
        private int worse;
        private int disturbance;

        /// <summary>Whether there is an anchor.</summary>
        public bool IsSet { get; set; }

        /// <summary>Whether the stream is not as the anchor has known it.</summary>
        public bool IsDisturbed { get; private set; }

        /// <summary>Whether it has been so for more than a moment.</summary>
        public readonly bool IsLasting => IsDisturbed && disturbance >= LastingSteps;

        /// <summary>Whether the disturbance is the new normal.</summary>
        public readonly bool HasAccepted => disturbance >= AcceptanceSteps;

        public readonly bool MayRefresh => calm >= CalmSteps && recentInUse <= RefreshRatio * recent;

        public readonly bool MustRollBack => worse >= RollbackSteps;

        public void Follow(double error, double errorInUse)
        {
            steps += steps < int.MaxValue ? 1 : 0;
            double start = 1.0 / steps;
            double clip = usual > 0 ? ClipFactor * usual : double.MaxValue;
            double clipped = Math.Min(error, clip);
            recent = Underflow.ToZero(recent + ((clipped - recent) * Math.Max(start, RecentRate)));
            recentInUse = Underflow.ToZero(recentInUse + ((Math.Min(errorInUse, clip) - recentInUse) * Math.Max(start, RecentRate)));
            IsDisturbed = steps > WarmUp && recent > Disturbance * usual;
            usual = IsDisturbed ? usual : Underflow.ToZero(usual + ((clipped - usual) * Math.Max(start, UsualRate)));
            calm = IsDisturbed ? 0 : Math.Min(calm + 1, CalmSteps);
            disturbance = Math.Max(0, disturbance + (IsDisturbed ? 1 : -1));
            worse = !IsDisturbed && recentInUse > RollbackRatio * recent ? worse + 1 : 0;
        }

        /// <summary>The anchor came up to the forecaster in use.</summary>
        public void Refreshed()
        {
            usual = HasAccepted ? recentInUse : usual;
            recent = recentInUse;
            disturbance = worse = 0;
        }

        /// <summary>The forecaster in use went back to the anchor.</summary>
        public void RolledBack()
        {
            recentInUse = recent;
            worse = 0;
        }
    }
}
