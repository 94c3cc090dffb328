"""The engine room of the Autoencoder & GAN Explorer: everything a lesson shows is computed here."""
