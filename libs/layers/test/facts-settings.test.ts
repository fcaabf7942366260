// Proves that passwords are found in the settings files of common programs, and that what stands there harmlessly is not.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { observe } from './observe.ts';

/** No program makes two like these, and none of them opens anything. */
const P = 'kR7vTq2mZx9w';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

describe('a password is found in', () => {
  test.for<[string, string, number?]>([
    [
      'root/.m2/settings.xml',
      `<settings><servers><server><password>${P}</password></server></servers></settings>`,
    ],
    [
      'etc/maven/settings.xml',
      `<server>\n  <privateKey>/k</privateKey>\n  <passphrase>${P}</passphrase>\n</server>`,
      3,
    ],
    ['app/persistence.xml', `<property name="jakarta.persistence.jdbc.password" value="${P}"/>`],
    ['app/hibernate.cfg.xml', `<property name="connection.password">${P}</property>`],
    ['etc/core-site.xml', `<property>\n<name>fs.s3a.secret.key</name>\n<value>${P}</value>\n</property>`, 3],
    ['opt/tomcat/conf/tomcat-users.xml', `<user username="admin" password="${P}" roles="manager"/>`],
    ['opt/tomcat/conf/server.xml', `<Connector port="8443" keystorePass="${P}" />`],
    ['app/gradle.properties', `ossrhUsername=me\nossrhPassword=${P}`, 2],
    ['app/application-prod.properties', `spring.datasource.password=${P}`],
    ['app/application.yml', `spring:\n  security:\n    user:\n      password: "{noop}${P}"`, 4],
    [
      'app/web.config',
      `<add name="Db" connectionString="Server=db;User Id=sa;Password=${P};Encrypt=True" />`,
    ],
    ['app/appsettings.Production.json', `{"ConnectionStrings":{"Db":"Host=db;Username=a;Password=${P}"}}`],
    ['app/App.config', `<add key="ApiKey" value="${P}" />`],
    ['var/www/wp-config.php', `<?php\ndefine( "DB_PASSWORD", "${P}" );`, 2],
    ['var/www/config/database.php', `<?php return [ 'password' => '${P}' ];`],
    ['var/www/configuration.php', `class JConfig { public $password = '${P}'; }`],
    ['var/www/LocalSettings.php', `$wgDBpassword = "${P}";`],
    ['app/mysite/settings.py', `SECRET_KEY = '${P}${P}'`],
    ['app/mysite/settings/production.py', `DATABASES = {"default": {"PASSWORD": "${P}"}}`],
    ['app/config.py', `class Config:\n    MAIL_PASSWORD = "${P}"`, 2],
    ['app/config/database.yml', `production:\n  password: ${P}\n`, 2],
    ['app/config/secrets.yml', `production:\n  secret_key_base: ${'8f3a91c7'.repeat(8)}`, 2],
    ['app/config/master.key', '8f3a91c702be46d58f3a91c702be46d5\n'],
    ['app/config.js', `module.exports = { db: { user: 'a', pass: '${P}' } };`],
    ['app/src/config/index.ts', `export const apiKey = "${P}";`],
    ['app/config/default.json', `{"auth": {"clientSecret": "${P}"}}`],
    ['app/ecosystem.config.js', `env: { DB_PASSWORD: "${P}" }`],
    ['app/config.toml', `[db]\npassword = "${P}"`, 2],
    ['app/settings.ini', `[db]\npassword=${P}`, 2],
    ['app/docker-compose.prod.yml', `environment:\n  - POSTGRES_PASSWORD=${P}`, 2],
    ['app/compose.yaml', `environment:\n  POSTGRES_PASSWORD: ${P}  # of the shop`, 2],
    ['app/deploy.yaml', `env:\n- name: DB_PASSWORD\n  value: "${P}"`, 3],
    ['app/values.yaml', `auth:\n  password: |-\n    ${P}\n`, 3],
    ['app/terraform.tfstate', `{"resources":[{"instances":[{"attributes":{"password":"${P}"}}]}]}`],
    ['app/prod.tfvars', `db_password = "${P}"`],
    ['app/main.tf', `password = "${P}"`],
    ['app/.gitlab-ci.yml', `variables:\n  DEPLOY_TOKEN: "${P}"`, 2],
    ['app/Dockerfile', `FROM scratch\nENV DB_PASSWORD ${P}`, 2],
    ['etc/systemd/system/shop.service', `Environment="DB_PASSWORD=${P}"`],
    ['home/me/.kube/config', `users:\n- user:\n    token: ${P}${P}`, 3],
    ['app/db-secret.yaml', `apiVersion: v1\nkind: Secret\ndata:\n  anything: ${base64(P)}`, 4],
    ['app/manifest.json', `{\n"kind": "Secret",\n"data": {\n"pw": "${base64(P)}"\n}\n}`, 4],
    ['root/.pypirc', `[pypi]\nusername = me\npassword = ${P}`, 3],
    ['root/.npmrc', `//registry.internal/:_password=${base64(P)}`],
    ['root/.pgpass', `db.internal:5432:app:me:${P}`],
    ['root/.my.cnf', `[client]\npassword="${P}"`, 2],
    ['root/.git-credentials', `https://me:${P}@git.internal`],
    ['root/.docker/config.json', `{"auths":{"r.internal":{"auth":"${base64(`me:${P}`)}"}}}`],
    ['etc/redis/redis.conf', `requirepass ${P}`],
    ['etc/wireguard/wg0.conf', `PrivateKey = ${base64('8f3a91c702be46d58f3a91c702be46d5')}`],
    ['etc/shadow', `root:$6$8f3a91c7$${P}${P}:20000:0:99999:7:::`],
    ['app/.env.local', `STRIPE_WEBHOOK_SECRET='${P}'`],
    ['app/deploy.sh', `#!/bin/sh\nexport DB_PASSWORD="${P}"`, 2],
    ['app/call.sh', `curl -H "Authorization: Bearer ${P}${P}" https://api.internal`],
    ['app/password with ; in quotes/.env', `DB_PASSWORD="a;b,c ${P}"`.replace(' ', '')],
  ])('%s: %s', ([path, text, line = 1]) => {
    expect(observe(path, text).secrets).toEqual([expect.objectContaining({ line })]);
  });

  test('text of two bytes a letter', () => {
    const wide = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

    expect(observe('app/.env', wide(`A=1\r\nDB_PASSWORD=${P}`)).secrets).toMatchObject([{ line: 2 }]);
    expect(observe('app/notes.txt', wide(`postgres://me:${P}@db.internal/a`).swap16()).secrets).toHaveLength(
      1,
    );
  });

  test('base64, where it is a private key', () => {
    const { secrets } = observe('app/anything', `client-key-data: ${base64(pem)}\n`);

    expect(secrets).toEqual([
      { kind: 'private-key', line: 1, excerpt: 'PRIVATE KEY in base64, LS0tLS1CRUdJ…' },
    ]);
  });
});

describe('a private key in binary form', () => {
  const keys: [string, Buffer][] = [
    ['PKCS #8', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' })],
    [
      'PKCS #1',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'der' }),
    ],
    [
      'SEC 1',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'der' }),
    ],
    [
      'PKCS #8, encrypted',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'der',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      }),
    ],
  ];
  test.for(keys)('is found as %s', ([, key]) => {
    expect(observe('a', key).secrets).toMatchObject([{ kind: 'private-key' }]);
    expect(observe('a', Buffer.concat([key, Buffer.from('x')])).secrets).toBeUndefined();
  });

  test('is not the public one', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });

    expect(observe('a', publicKey.export({ type: 'spki', format: 'der' })).secrets).toBeUndefined();
    expect(observe('a', publicKey.export({ type: 'pkcs1', format: 'der' })).secrets).toBeUndefined();
  });
});

describe('no password is', () => {
  const env = (name: string) => `$${`{${name}}`}`;
  test.for<[string, string]>([
    [
      'app/.env',
      `DB_PASSWORD=${env('DB_PASSWORD')}\nTOKEN=$TOKEN\nAPI_KEY=changeme123\nSECRET=your-secret-here`,
    ],
    ['app/.env', 'DB_PASSWORD=postgres\nROOT_PASSWORD=admin123\nPASSWORD=Password1!\nTOKEN=test-token-1'],
    [
      'app/.env',
      'SECRET=abcdefghijkl\nAPI_KEY=1234567890ab\nTOKEN=xxxxxxxxxxxxxxxxxxxx\nKEY_PASSWORD=********',
    ],
    [
      'app/docker-compose.yml',
      `MYSQL_ROOT_PASSWORD: ${env('PW:-changeme')}\nPOSTGRES_PASSWORD_FILE: /run/secrets/pg`,
    ],
    [
      'app/docker-compose.yml',
      'secrets:\n  db_password:\n    file: ./db_password.txt\n  token: {external: true}',
    ],
    [
      'app/values.yaml',
      'password: ""\nexistingSecret: my-shop-postgres-credentials\nsecret: shop-database-secret',
    ],
    [
      'app/values.yaml',
      'token: {{ .Values.token }}\npassword: "{{ randAlphaNum 16 }}"\nsecretKeyRef: {key: password}',
    ],
    ['app/config.yml', 'password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3836'],
    ['app/application.yml', "password: 'ENC(8f3a91c702be46d5)'\ntoken: '{cipher}8f3a91c702be46d5'"],
    [
      'app/application.properties',
      'password.encoder=org.example.BCryptPasswordEncoder\ntoken.type=Bearer\ntoken=org.example.TokenProvider2',
    ],
    [
      'app/settings.xml',
      `<password>${env('env.MVN_PASS')}</password><passphrase>optional; leave empty</passphrase>`,
    ],
    [
      'app/settings.py',
      'PASSWORD = os.environ["DB_PASSWORD"]\nSECRET_KEY = config("SECRET_KEY_9")\nTOKEN = get_token2()',
    ],
    [
      'app/config.js',
      'const password = process.env.DB_PASSWORD2, secretKey = "SecretAccessKey", token = readToken9x(); label = { password: "Your Passw0rd" }',
    ],
    ['app/config.php', "'password' => env('DB_PASSWORD', ''), 'token' => getenv('TOKEN_2')"],
    [
      'app/log4j.properties',
      'log4j.appender.token=org.apache.log4j.ConsoleAppender\nmax.token.size=8192Bytes',
    ],
    ['app/main.tf', 'password = var.db_password2\ntoken = data.vault_generic_secret.db.data["token"]'],
    ['app/config/locales/de.yml', 'password: "Passw0rt eingeben"\nerror_password: Passwort2 ist falsch'],
    ['app/messages.properties', 'label.password=Passw\\u00f6rt2\nerror.token=Token2 ist falsch'],
    [
      'app/appsettings.json',
      '{"ConnectionStrings":{"Db":"Server=db;Password=;User Id=Sa9xQwe7"},"Jwt":{"Token":"Bearer"}}',
    ],
    ['app/nginx.conf', 'proxy_set_header Authorization "Basic $http_auth";'],
    [
      'app/config.json',
      '{"tokenizer":"8f3a91c7","token_url":"https://x/y","aws_access_key":"AWS_ACCESS_KEY_ID"}',
    ],
    [
      'app/secret.yaml',
      `kind: Secret\ndata:\n  user: ${base64('admin')}\n  password: ${base64('1f2d1e2e67df')}`,
    ],
    ['app/secret.yaml', `kind: SealedSecret\nspec:\n  encryptedData:\n    password: ${base64(P + P)}`],
    ['app/wp-config-sample.php', `define('DB_PASSWORD', '${P}');`],
    ['app/.env.example', `DB_PASSWORD=${P}`],
    ['app/config.example.js', `module.exports = { password: '${P}' }`],
    ['app/node_modules/a/config.js', `module.exports = { password: '${P}' }`],
    ['usr/lib/python3/dist-packages/a/settings.py', `SECRET_KEY = '${P}${P}'`],
    ['app/node_modules/a/test/fixtures/key.pem', pem],
    ['go/pkg/mod/example.com/a@v1/testdata/key.pem', pem],
    ['usr/local/go/src/crypto/x509/platform_root_key.pem', pem],
    ['app/src/login.ts', `const password = '${P}';`],
    ['etc/shadow', 'root:*:20000:0:99999:7:::\nme:!:20000::::::'],
    [
      'app/README',
      'postgres://user:pass@localhost/db redis://:password@localhost mysql://root:root@127.0.0.1/test',
    ],
    ['root/.docker/config.json', '{"auths":{"r.internal":{}},"credsStore":"desktop"}'],
    [
      'app/package-lock.json',
      '{"integrity":"sha512-1fgT/l43ZGswRSN4XUkAqqIfxCvCdRMSr2EJ5WjiJjKlBL/UfvVRmXUidzwT6"}',
    ],
  ])('in %s: %s', ([path, text]) => {
    expect(observe(path, text).secrets).toBeUndefined();
  });
});
