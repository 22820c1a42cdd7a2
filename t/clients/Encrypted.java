// SPDX-License-Identifier: ISC
//
// An FTP client on Java's own TLS (JSSE), which uses each ticket once. For
// encrypted.t's ways, each a session:
//
//     java Encrypted.java CERTIFICATE {PORT explicit|implicit FOLDER}...
//
// It fetches all of FOLDER/down into FOLDER/in, and sends all of FOLDER/out to
// FOLDER/up. Data connections continue the session of the control connection
// because their sockets claim to be connected to its port: by host and port
// JSSE finds the sessions that it has.

import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.*;
import javax.net.ssl.*;

class Encrypted {
	private static final String HOST = "127.0.0.1";
	private static final int PATIENCE = 60_000;	// milliseconds

	private final SSLSocketFactory factory;
	private final int port;
	private Socket control;
	private BufferedReader replies;
	private OutputStream commands;

	Encrypted(SSLSocketFactory factory, int port) {
		this.factory = factory;
		this.port = port;
	}

	static SSLSocketFactory trusting(String file) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		try (InputStream in = new FileInputStream(file)) {
			store.setCertificateEntry("server", CertificateFactory
			    .getInstance("X.509").generateCertificate(in));
		}
		TrustManagerFactory trust = TrustManagerFactory.getInstance(
		    TrustManagerFactory.getDefaultAlgorithm());
		trust.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context.getSocketFactory();
	}

	private Socket encrypt(Socket plain)
	    throws IOException {
		SSLSocket socket = (SSLSocket)factory.createSocket(plain, HOST,
		    port, true);
		SSLParameters parameters = socket.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		socket.setSSLParameters(parameters);
		socket.startHandshake();
		return socket;
	}

	private Socket connect(int where) throws IOException {
		Socket socket = new Socket() {
			@Override
			public int getPort() {
				return port;
			}
		};
		socket.connect(new InetSocketAddress(HOST, where), PATIENCE);
		socket.setSoTimeout(PATIENCE);
		return socket;
	}

	private void talkOver(Socket socket) throws IOException {
		control = socket;
		replies = new BufferedReader(new InputStreamReader(
		    socket.getInputStream(), StandardCharsets.UTF_8));
		commands = socket.getOutputStream();
	}

	private String expect(char kind) throws IOException {
		String line;
		do {
			line = replies.readLine();
			if (line == null)
				throw new EOFException("no reply");
		} while (line.length() < 4 || line.charAt(3) != ' ');
		if (line.charAt(0) != kind)
			throw new IOException("refused: " + line);
		return line;
	}

	private String ask(char kind, String line) throws IOException {
		commands.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
		commands.flush();
		return expect(kind);
	}

	void open(boolean implicit) throws IOException {
		talkOver(connect(port));
		if (implicit) {
			talkOver(encrypt(control));
			expect('2');
		} else {
			expect('2');
			ask('2', "AUTH TLS");
			talkOver(encrypt(control));
		}
		ask('3', "USER alice");
		ask('2', "PASS secret");
		ask('2', "PBSZ 0");
		ask('2', "PROT P");
		ask('2', "TYPE I");
	}

	private Socket begin(String line) throws IOException {
		String reply = ask('2', "EPSV");
		Socket plain =
		    connect(Integer.parseInt(reply.split("\\|")[3]));
		ask('1', line);
		return encrypt(plain);
	}

	private byte[] fetch(String line) throws IOException {
		byte[] bytes;
		try (Socket data = begin(line)) {
			bytes = data.getInputStream().readAllBytes();
		}
		expect('2');
		return bytes;
	}

	private void store(String line, byte[] bytes) throws IOException {
		try (Socket data = begin(line)) {
			data.getOutputStream().write(bytes);
		}
		expect('2');
	}

	void copy(String folder) throws IOException {
		String names = new String(fetch("NLST " + folder + "/down"),
		    StandardCharsets.UTF_8);
		for (String path : names.split("\r\n"))
			Files.write(Path.of(folder, "in",
			    path.substring(path.lastIndexOf('/') + 1)),
			    fetch("RETR " + path));
		for (String name : new File(folder, "out").list())
			store("STOR " + folder + "/up/" + name,
			    Files.readAllBytes(Path.of(folder, "out", name)));
		ask('2', "QUIT");
		control.close();
	}

	public static void main(String[] args) throws Exception {
		for (int at = 1; at + 2 < args.length; at += 3) {
			Encrypted client = new Encrypted(trusting(args[0]),
			    Integer.parseInt(args[at]));
			client.open(args[at + 1].equals("implicit"));
			client.copy(args[at + 2]);
		}
	}
}
