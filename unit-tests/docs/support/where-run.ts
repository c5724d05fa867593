/** Where a command of the docs runs: a file, and the words in it that show it. */
interface Place {
  file: string
  says: string
}

const place = (file: string, says: string): Place => ({ file, says })

const CI = ".ci/run"
const HERE = "unit-tests/docs/commands.spec.ts"
const INSTALL = "scripts/test-install.ts"
const BACKUP = "scripts/test-deploy/backup.ts"
const GUARDED = place(HERE, "docker and kubectl")

/** Every command of a shell block that docs.spec.ts does not run against a shop. */
export const RUN_AT: Record<string, Place> = {
  "npm ci": place(CI, "npm ci --no-audit"),
  "npm run demo:walkthrough": place(INSTALL, "runWalkthrough({"),
  "npm ci && npm test": place(CI, "npm test --silent"),
  "npm test": place(CI, "npm test --silent"),
  "npm run check": place(CI, "run_script check"),
  "npm run build": place(INSTALL, "pack(folder)"),
  "npm run test:redis": place(CI, "run_slower_proof test:redis"),
  "npm run test:install": place(CI, "run_slower_proof test:install"),
  "npm run test:deploy": place(CI, "run_slower_proof test:deploy"),
  "npm run test:chaos -- --short": place(CI, "run_slower_proof test:chaos --short"),
  "npm install medusa-plugin-loyalty": place(INSTALL, "installStrictly(shop)"),
  "npx loyalty doctor": place("scripts/test-install/doctor.ts", '["npx", "loyalty", "doctor"]'),
  "npx medusa db:migrate": place(INSTALL, "migrate(project"),
  "npx medusa develop": place(INSTALL, "startMedusa(project"),
  "npm run build --workspace pdi-simulator": place(INSTALL, "buildSimulator()"),
  "npx pdi-simulator --port 9400 --data-dir .demo/simulator": place(INSTALL, "startSimulator({"),
  "npm run gallery -w medusa-loyalty-storefront": place(
    "integration-tests/browser/storefront-gallery.spec.ts",
    "buildGallery",
  ),
  "npm run build -w medusa-loyalty-storefront": place(
    "scripts/check.mjs",
    "buildStorefrontPackage",
  ),
  "nginx -t": place("unit-tests/deploy/nginx.spec.ts", '"-t"'),
  "docker build --file deploy/Dockerfile --build-arg INSTALL_OPTIONS=--include=dev --tag loyalty-shop .":
    place("scripts/test-deploy/image.ts", "Runs the steps of the Dockerfile"),
  'pg_dump --format=custom --file=shop.dump "$DATABASE_URL"': place(
    BACKUP,
    'asGuideSays("pg_dump ")',
  ),
  'pg_restore --clean --if-exists --dbname="$DATABASE_URL" shop.dump': place(
    BACKUP,
    'asGuideSays("pg_restore ")',
  ),
  "npx medusa db:rollback loyalty_engine": place(BACKUP, 'lineOf("npx medusa db:rollback ")'),
  "docker compose --file deploy/compose.yaml config --quiet": GUARDED,
  "docker compose --file deploy/compose.yaml up --detach": GUARDED,
  "docker compose --file deploy/compose.yaml --file deploy/compose.demo.yaml up": GUARDED,
  "kubectl apply --filename deploy/kubernetes/config.yaml": GUARDED,
  "kubectl replace --force --filename deploy/kubernetes/migrate.yaml": GUARDED,
  "kubectl wait --for=condition=complete --timeout=600s job/loyalty-shop-migrate": GUARDED,
  "kubectl apply --filename deploy/kubernetes/server.yaml --filename deploy/kubernetes/worker.yaml":
    GUARDED,
  "kubectl rollout status deployment/loyalty-shop-server": GUARDED,
  "node -e \"console.log('k1:'+require('crypto').randomBytes(32).toString('base64'))\"": place(
    HERE,
    "makes a key",
  ),
}

/** Commands that no test runs as they stand, and why. */
export const NOT_RUN: Record<string, string> = {
  "npm run test:races":
    "the long form; CI plays eight of each under a fixed seed, as a part of npm test",
  "npm run check -- types": "npm run check takes the words; CI runs all steps",
  "npm test -- guards": "npm test runs all specs; this is a part of it",
  "npm test -- --run unit": "a part of npm test",
  "npm test -- --run integration": "a part of npm test",
  "npm run test:unit": "the same specs as npm test",
  "npx vitest --project unit --watch unit-tests/domain/guard.spec.ts":
    "watches until it is stopped",
  "npm ci && npm run demo": "runs until it is stopped; test:install starts its parts one by one",
  "npm run demo": "runs until it is stopped; test:install starts its parts one by one",
  "npm run format": "rewrites files; npm run check has the same Prettier look only",
  "npm run test:chaos": "half an hour; CI runs the short one",
  "npm install medusa-loyalty-storefront": "the package is not in a registry yet",
  "cp .env.example .env.local": "the demo and test:deploy write that file themselves",
  "npm run dev": "runs until it is stopped; the demo runs the production build",
  "LOYALTY_ENCRYPTION_KEYS=k1:…": "a line of an environment",
  "k2:…,k1:…": "a value",
}
